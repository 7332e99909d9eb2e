//! The map of the course, and the next step.

use std::process::ExitCode;

use crate::course::{LABS, Lab, Part, is_unedited};
use crate::view::counted;
use crate::view::screen::{GOOD, ODD, STRONG, columns, paragraph, styled, width};

use super::Course;

/// The progress of a lab.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Done,
    /// The exercise differs from its stub.
    Begun,
    NotBegun,
}

impl Course {
    /// Shows every lab with its progress, and the next step.
    pub fn show_map(&self) -> ExitCode {
        let title = "racelab: a race is not bad luck, it is a schedule";
        let mut text = format!("{}\n\n", styled(STRONG, title));
        text += &self.parts();
        text += &match self.is_done() {
            true => format!("\n  {}\n{}", self.sum(), farewell()),
            false => format!(
                "\n  {} You may begin with any part.\n{}{}",
                self.sum(),
                self.first_step(),
                line("all commands:", "cargo lab --help")
            ),
        };
        anstream::print!("{text}");
        ExitCode::SUCCESS
    }

    /// The parts of the course with their labs: in two columns on a wide terminal, so that the map
    /// fits 24 lines.
    fn parts(&self) -> String {
        let parts = Part::ALL.map(|part| self.part(part));
        let wide = |lines: &[String]| lines.iter().map(|line| columns(line)).max().unwrap_or(0);
        let mut sides = [Vec::new(), Vec::new()];
        for mut part in parts.clone() {
            let shorter = usize::from(sides[1].len() < sides[0].len());
            let side: &mut Vec<String> = &mut sides[shorter];
            if !side.is_empty() {
                side.push(String::new());
            }
            side.append(&mut part);
        }
        let [left, right] = &sides;
        // Each line of the right column begins with two spaces already.
        let column = wide(left) + 1;
        if column + wide(right) > width() {
            return parts.map(|part| part.join("\n") + "\n").join("\n");
        }
        let rows = (0..left.len().max(right.len())).map(|row| {
            let [left, right] = [left, right].map(|side| side.get(row).map_or("", |line| line));
            let gap = column - columns(left);
            format!("{}\n", format!("{left}{:gap$}{right}", "").trim_end())
        });
        rows.collect()
    }

    /// A line for a part, and a line for each of its labs.
    fn part(&self, part: Part) -> Vec<String> {
        let (number, title) = (part.number(), part.title());
        let wide = part.labs().map(|lab| lab.title.chars().count()).max();
        let wide = wide.unwrap_or(0);
        let heading = format!("  {number:3} {}", styled(STRONG, title));
        let labs = part.labs().map(|lab| {
            let (number, title) = (lab.number, lab.title);
            match self.stage(lab) {
                Stage::Done => format!("  {number:02}  {title:wide$}  {}", styled(GOOD, "done")),
                Stage::Begun => format!("  {number:02}  {title:wide$}  {}", styled(ODD, "begun")),
                Stage::NotBegun => format!("  {number:02}  {title}"),
            }
        });
        std::iter::once(heading).chain(labs).collect()
    }

    /// The first of the next steps, and the command that shows the others, or the tour.
    fn first_step(&self) -> String {
        let lab = self.next();
        let number = lab.number;
        let (what, how) = match self.stage(lab) {
            Stage::NotBegun => ("see it happen:", format!("cargo lab {number:02}")),
            _ => ("see where you are:", format!("cargo lab check {number:02}")),
        };
        let more = match self.done() {
            0 => line("new here?", "cargo lab tour"),
            _ => line("all its steps:", "cargo lab next"),
        };
        heading(lab) + &line(what, &how) + &more
    }

    /// Shows the next step.
    pub fn show_next(&self) -> ExitCode {
        anstream::print!("{}", self.steps());
        ExitCode::SUCCESS
    }

    /// The number of labs that are done, and of all labs.
    pub(super) fn sum(&self) -> String {
        let all = counted(LABS.len() as u64, "lab");
        match self.is_done() {
            true => format!("All {all} done."),
            false => format!("{} of {all} done.", self.done()),
        }
    }

    fn done(&self) -> usize {
        let done = LABS.iter().filter(|lab| self.progress.has_passed(lab));
        done.count()
    }

    fn is_done(&self) -> bool {
        self.done() == LABS.len()
    }

    pub(super) fn stage(&self, lab: &Lab) -> Stage {
        if self.progress.has_passed(lab) {
            return Stage::Done;
        }
        match (self.read(&lab.exercise()), self.read(&lab.stub())) {
            (Ok(text), Ok(stub)) if is_unedited(&text, &stub) => Stage::NotBegun,
            _ => Stage::Begun,
        }
    }

    /// The next steps, each with its command.
    pub(super) fn steps(&self) -> String {
        if self.is_done() {
            return farewell();
        }
        let lab = self.next();
        let stage = self.stage(lab);
        let with = |command: &str| format!("cargo lab {command} {:02}", lab.number);
        let mut lines = Vec::new();
        if stage == Stage::NotBegun {
            lines.push(("see it happen:", format!("cargo lab {:02}", lab.number)));
            if lab.explored {
                lines.push(("cause it yourself:", with("play")));
            }
        }
        lines.push(("solve it, in", lab.exercise()));
        // The check of a process lab proves nothing: it only runs the code.
        let judged = match lab.proved {
            true => "have it proved:",
            false => "have it checked:",
        };
        lines.push((judged, with("check")));
        lines.push(("or at each save:", with("watch")));
        lines.push(("a hint:", with("hint")));
        lines.push(("read about it:", lab.chapter()));
        let lines = lines.iter().map(|(what, how)| line(what, how));
        heading(lab) + &lines.collect::<String>()
    }
}

/// The congratulations after the last lab, with further reading.
fn farewell() -> String {
    let head = styled(GOOD, "Congratulations!");
    let sentence = "You have seen races, caused them, and proved them gone.";
    [
        paragraph(&format!("{head} {sentence}"), 2, width()),
        line("look again:", "cargo lab explore 05 --exercise"),
        line("what is proved:", "docs/proved.md"),
        line("read further:", "docs/patterns.md, docs/further.md"),
    ]
    .concat()
}

/// The heading of the next steps.
fn heading(lab: &Lab) -> String {
    let title = format!("Lab {:02} · {}", lab.number, lab.title);
    format!("  {}  {title}\n", styled(STRONG, "Next"))
}

/// A step and its command.
fn line(what: &str, how: &str) -> String {
    format!("        {what:19}{how}\n")
}
