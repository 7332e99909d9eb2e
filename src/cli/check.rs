//! `check`: judges the student's exercise.

use std::process::ExitCode;

use crate::confine::{self, Limits, Stopped};
use crate::course::{self, Lab, Progress};
use crate::proof::{Proof, Report, SecondOpinion, Verdict};
use crate::view::screen::{BAD, GOOD, ODD, STRONG, labelled, paragraph, styled, to_paste, width};
use crate::view::{self, Lanes, counted, source};

use super::arguments::Check;
use super::form::{command, replay};
use super::{Error, confinement, pages, watching};
use crate::examination::{Findings, Holding, Line, Page, stopped_at};

/// Judges the exercise within these limits and shows the result. The status is 1 unless every claim
/// holds. A pass is recorded in the student's progress.
pub(super) fn check(
    lab: &'static Lab,
    limits: Limits,
    options: &Check,
    judge: impl Fn() -> Report,
) -> Result<ExitCode, Error> {
    // A check may take long, so the parent prints the title at once, and the child does not repeat
    // it.
    if !confine::is_child() {
        let title = format!("Lab {:02} · {}: check of", lab.number, lab.title);
        let line = format!("{} {}", styled(STRONG, title), lab.exercise());
        anstream::println!("{}", paragraph(&line, 0, width()));
    }
    let html = options.html.as_deref();
    let make = || Ok(page(lab, &judge(), html.is_some()));
    let holding = Holding::default();
    let attendant = Box::new(watching::checking(lab, holding.clone()));
    let stopped = |why: &Stopped| stopped(lab, &holding.lines(), why);
    let status = confinement::show_or(limits, false, attendant, html, &make, &stopped)?;
    if status == ExitCode::SUCCESS {
        keep_pass(lab);
    }
    Ok(status)
}

/// Records in the student's progress that the exercise holds. If the file cannot be written, the
/// verdict stays the same.
fn keep_pass(lab: &Lab) {
    let progress = course::root().and_then(|root| Progress::of(&root));
    if let Err(why) = progress.and_then(|mut progress| progress.pass(lab)) {
        anstream::eprintln!("note: {why}");
    }
}

/// The page that a finished check shows, with a figure if that is `wanted`.
fn page(lab: &Lab, report: &Report, wanted: bool) -> Page {
    #[cfg(unix)]
    if !report.verdict().holds() && crate::process::was_refused() {
        // Without room for threads, any finding may be a consequence of that.
        confine::has_no_room("it starts no more processes or threads");
    }
    let refusal = refusal(lab);
    let style = match refusal {
        None => GOOD,
        Some(_) => ODD,
    };
    let mut text = refusal.clone().unwrap_or_default() + &table(report);
    text += &match report.failed() {
        None => styled(style, paragraph(report.conclusion(), 2, width())) + &notes(report),
        Some(proof) => failed(lab, proof),
    };
    let mut page = Page::of(text);
    if wanted {
        page.figure = Some(pages::of_check(
            lab,
            report.verdict().name(),
            report.failed(),
            &page.text,
        ));
    }
    page.status = u8::from(!report.verdict().holds() || refusal.is_some());
    page.findings = Findings::of(report);
    page
}

/// The page of a check that was stopped: what it proved until then, and why it was stopped.
fn stopped(lab: &Lab, holding: &[Line], why: &Stopped) -> Page {
    let mut page = confinement::failed(why, lab.work(), &stopped_at(lab, holding.len()));
    if !holding.is_empty() {
        let names = holding.iter().map(|line| line.instance.chars().count());
        let column = names.max().unwrap_or(0);
        let lines = holding.iter().map(|line| {
            let verdict = styled(GOOD, &line.verdict);
            format!("  {:column$}  {verdict}\n", line.instance)
        });
        page.text = lines.collect::<String>() + "\n" + &page.text;
    }
    page.text = refusal(lab).unwrap_or_default() + &page.text;
    page.figure = Some(pages::of_check(lab, why.name(), None, &page.text));
    page
}

/// What stands in front of the verdicts on an exercise that a grader refuses.
fn refusal(lab: &Lab) -> Option<String> {
    let refused = lab.refuses(source::embedded()?)?;
    let sentence = "Not done: a grader refuses this exercise, whatever the check finds.";
    let why = format!(
        "Line {}, column {}: {}: {}.",
        refused.line, refused.column, refused.what, refused.reason
    );
    Some(styled(BAD, paragraph(sentence, 2, width())) + &paragraph(&why, 2, width()) + "\n")
}

/// The least number of columns for a verdict beside its instance; with fewer it stands below.
const LEAST: usize = 20;

/// A line for each proof: the instance and its verdict.
fn table(report: &Report) -> String {
    let instances = report
        .proofs()
        .iter()
        .map(|proof| proof.instance.chars().count());
    let instance = instances.max().unwrap_or(0);
    let mut text = String::new();
    for proof in report.proofs() {
        let style = match proof.verdict {
            verdict if verdict.holds() => GOOD,
            Verdict::TooBig | Verdict::NoVerdict => ODD,
            _ => BAD,
        };
        let mut words = styled(style, proof.verdict);
        if proof.verdict == Verdict::Proved && proof.executions > 0 {
            words += &format!(": {}", counted(proof.executions, "execution"));
        }
        if let SecondOpinion::Agrees { iterations } = proof.second_opinion {
            words += &format!(", loom agrees ({})", counted(iterations, "run"));
        }
        let column = 2 + instance + 2;
        if column + LEAST > width() {
            // No room is left beside the instance.
            text += &paragraph(&proof.instance, 2, width());
            text += &paragraph(&words, 4, width());
            continue;
        }
        let words = paragraph(&words, column, width());
        text += &format!("  {:instance$}  {}", proof.instance, words.trim_start());
    }
    text.push('\n');
    text
}

/// What a check that holds leaves out: of a proof, executions and loom's reservations. Without loom
/// in this build, the page mentions loom only for labs that loom judges.
fn notes(report: &Report) -> String {
    let note = |note: &str| paragraph(&format!("Note: {note}"), 2, width());
    if report.verdict() == Verdict::Passed {
        return note("the check has run your code, and a run is no proof.");
    }
    let mut notes: Vec<String> = report.reservation().into_iter().collect();
    let is_absent = |proof: &&Proof| proof.second_opinion == SecondOpinion::Absent;
    let absent = report.proofs().iter().find(is_absent);
    for proof in absent.map_or(report.proofs(), std::slice::from_ref) {
        let note = proof.second_opinion.note(&proof.instance);
        notes.extend(note.filter(|note| !notes.contains(note)));
    }
    let notes: String = notes.iter().map(|text| note(text)).collect();
    notes + "  What a proof does not cover: docs/proved.md\n"
}

/// The longest execution that a verdict shows, in steps; `replay` shows a longer one.
const MOST_STEPS: usize = 90;

/// After more lines than this the verdict has left a terminal of 24 lines, so the page repeats it.
const SCREEN: usize = 18;

/// The verdict, the execution that shows the failure, the command that replays it, and what to try
/// next.
fn failed(lab: &Lab, proof: &Proof) -> String {
    let mut text = String::new();
    text += &paragraph(&proof.found(), 2, width());
    text.push('\n');
    text += &quoted(proof);
    if let Some(example) = &proof.example {
        let lanes = Lanes::new(example).width(width()).at_most(MOST_STEPS);
        text += &match proof.verdict {
            Verdict::Ordering => lanes.orderings(true).to_string(),
            Verdict::DataRace => lanes.racing(true).ending(proof.comes_of_it()).to_string(),
            _ => lanes.to_string(),
        };
        text.push('\n');
        if let Some(replay) = replay(lab, proof, &example.schedule.to_string()) {
            let replay = to_paste(&replay, 13, width());
            text += &format!("  Replay it  {}", replay.trim_start());
        }
    }
    if let Some(advice) = proof.advice() {
        let lines = paragraph(advice, 13, width());
        text += &format!("  {:11}{}", "Try next", lines.trim_start());
    }
    text += &labelled("  A hint     ", &command(lab, &["hint"]), width());
    if text.lines().count() > SCREEN {
        let again = format!("{}: {}", proof.verdict.name(), proof.found());
        text += &paragraph(&again, 2, width());
    }
    text
}

/// The source lines of the two accesses of a data race in the example, or of the student's calls
/// that led to them.
fn quoted(proof: &Proof) -> String {
    let race = proof.example.as_ref().and_then(|example| {
        let race = example.races.first()?;
        Some([race.first, race.second].map(|event| &example.events[event]))
    });
    let Some(events) = race.filter(|_| proof.verdict == Verdict::DataRace) else {
        return String::new();
    };
    let mut places = events.map(|event| event.line());
    if places[1] < places[0] {
        places.swap(0, 1);
    }
    let lines = view::quoted(&places, width());
    let elsewhere = events.iter().any(|event| event.called_at.is_some());
    match lines.is_empty() {
        true => lines,
        false if elsewhere => format!("  Your code leads there:\n{lines}\n"),
        false => lines + "\n",
    }
}
