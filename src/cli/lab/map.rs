//! The map of the course, and the next step.

use std::process::ExitCode;

use crate::course::{LABS, Lab, Part, is_unedited};
use crate::view::counted;
use crate::view::screen::{FAINT, GOOD, ODD, STRONG, styled};

use super::Course;

/// How far a lab is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Done,
    /// The exercise is not the one that was shipped.
    Begun,
    NotBegun,
}

impl Course {
    /// Shows every lab and how far it is, and the next step.
    pub fn show_map(&self) -> ExitCode {
        let wide = LABS.iter().map(|lab| lab.title.chars().count()).max();
        let wide = wide.unwrap_or(0);
        let mut text = format!(
            "{}\n\n",
            styled(STRONG, "racelab: a race is not bad luck, it is a schedule")
        );
        for part in Part::ALL {
            let (number, title) = (part.number(), part.title());
            text += &format!("  {number:3} {}\n", styled(STRONG, title));
            for lab in part.labs() {
                let stage = match self.stage(lab) {
                    Stage::Done => styled(GOOD, "done"),
                    Stage::Begun => styled(ODD, "begun"),
                    Stage::NotBegun => styled(FAINT, "not begun"),
                };
                let (number, title) = (lab.number, lab.title);
                text += &format!("      {number:02}  {title:wide$}  {stage}\n");
            }
            text.push('\n');
        }
        text += &format!("  {}\n\n", self.sum());
        text += &self.steps();
        if self.done() == 0 {
            text += &format!("\n  {:23}cargo lab tour\n", "New here? In a minute:");
        }
        text += &format!("  {:23}cargo lab --help\n", "All commands:");
        anstream::print!("{text}");
        ExitCode::SUCCESS
    }

    /// Shows the next step.
    pub fn show_next(&self) -> ExitCode {
        anstream::print!("{}", self.steps());
        ExitCode::SUCCESS
    }

    /// How many labs are done, of how many.
    pub(super) fn sum(&self) -> String {
        let all = counted(LABS.len() as u64, "lab");
        match self.done() {
            done if done == LABS.len() => format!("All {all} done."),
            done => format!("{done} of {all} done."),
        }
    }

    fn done(&self) -> usize {
        let done = LABS.iter().filter(|lab| self.progress.has_passed(lab));
        done.count()
    }

    fn stage(&self, lab: &Lab) -> Stage {
        if self.progress.has_passed(lab) {
            return Stage::Done;
        }
        match (self.read(&lab.exercise()), self.read(&lab.stub())) {
            (Ok(text), Ok(stub)) if is_unedited(&text, &stub) => Stage::NotBegun,
            _ => Stage::Begun,
        }
    }

    /// What to do next, and with what.
    pub(super) fn steps(&self) -> String {
        let lab = self.next();
        let stage = self.stage(lab);
        let title = format!("Lab {:02} · {}", lab.number, lab.title);
        if stage == Stage::Done {
            let text = "Every lab is done. Look at one again: cargo lab explore LAB --exercise";
            return format!("  {text}\n");
        }
        let with = |command: &str| format!("cargo lab {command} {:02}", lab.number);
        let mut lines = Vec::new();
        if stage == Stage::NotBegun {
            lines.push(("see it happen:", with("run")));
            if lab.explored {
                lines.push(("cause it yourself:", with("play")));
            }
        }
        lines.push(("solve it, in", lab.exercise()));
        // A run of processes proves nothing.
        let judged = match lab.proved {
            true => "have it proved:",
            false => "have it checked:",
        };
        lines.push((judged, with("check")));
        lines.push(("or at each save:", with("watch")));
        lines.push(("a hint:", with("hint")));
        lines.push(("read about it:", lab.chapter()));
        let mut text = format!("  {}  {title}\n", styled(STRONG, "Next"));
        for (what, how) in lines {
            text += &format!("        {what:19}{how}\n");
        }
        text
    }
}
