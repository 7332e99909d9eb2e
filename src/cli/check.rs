//! `check`: judges the student's exercise.

use std::process::ExitCode;

use crate::confine::{self, Limits, Stopped};
use crate::course::{self, Lab, Progress};
use crate::proof::{Proof, Report, SecondOpinion, Verdict};
use crate::view::screen::{BAD, GOOD, ODD, STRONG, labelled, paragraph, styled, to_paste, width};
use crate::view::{self, Lanes, counted};

use super::confinement;
use super::{Error, command, watching};
use crate::examination::{Findings, Holding, Line, Page, stopped_at};

/// Judges the exercise within these limits, and shows what was found; status 1 unless
/// all of it holds. What holds is kept in the student's progress.
pub(super) fn check(
    lab: &'static Lab,
    limits: Limits,
    judge: impl Fn() -> Report,
) -> Result<ExitCode, Error> {
    // Which may take a while, so it is said first, and not once more by the child.
    if !confine::is_child() {
        let title = format!("Lab {:02} · {}: check of", lab.number, lab.title);
        let line = format!("{} {}", styled(STRONG, title), lab.exercise());
        anstream::println!("{}", paragraph(&line, 0, width()));
    }
    let make = || Ok(page(lab, &judge()));
    let holding = Holding::default();
    let attendant = Box::new(watching::checking(lab, holding.clone()));
    let stopped = |why: &Stopped| stopped(lab, &holding.lines(), why);
    let status = confinement::show_or(limits, false, attendant, &make, &stopped)?;
    if status == ExitCode::SUCCESS {
        keep_pass(lab);
    }
    Ok(status)
}

/// Keeps in the student's progress that the lab's exercise holds. Where that cannot be,
/// it holds all the same.
fn keep_pass(lab: &Lab) {
    let progress = course::root().and_then(|root| Progress::of(&root));
    if let Err(why) = progress.and_then(|mut progress| progress.pass(lab)) {
        anstream::eprintln!("note: {why}");
    }
}

/// What was found of the exercise.
fn page(lab: &Lab, report: &Report) -> Page {
    #[cfg(unix)]
    if !report.verdict().holds() && crate::process::was_refused() {
        // Whatever was found then comes of that, or may.
        confine::has_no_room("it starts no more processes or threads");
    }
    let mut text = table(report);
    text += &match report.failed() {
        None if report.verdict() == Verdict::Passed => passed(report),
        None => proved(report),
        Some(proof) => failed(lab, proof),
    };
    let mut page = Page::of(text);
    page.status = u8::from(!report.verdict().holds());
    page.findings = Findings::of(report);
    page
}

/// What was found before the check was stopped, and at what it was stopped.
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
    page
}

/// The fewest columns in which a verdict is written beside what was judged.
const LEAST: usize = 20;

/// A line for each proof: what was judged and what came of it.
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
            // Beside the instance there is no room for it.
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

/// What was seen to be right, which proves nothing.
fn passed(report: &Report) -> String {
    let note = "Note: the check has run your code, and a run is no proof.";
    let conclusion = paragraph(report.conclusion(), 2, width());
    styled(GOOD, conclusion) + &paragraph(note, 2, width())
}

/// What was proved, what was left out, and what loom had to say beyond yes; in a build without
/// loom, only where loom judges.
fn proved(report: &Report) -> String {
    let mut notes: Vec<String> = report.reservation().into_iter().collect();
    let is_absent = |proof: &&Proof| proof.second_opinion == SecondOpinion::Absent;
    let absent = report.proofs().iter().find(is_absent);
    for proof in absent.map_or(report.proofs(), std::slice::from_ref) {
        let note = proof.second_opinion.note(&proof.instance);
        notes.extend(note.filter(|note| !notes.contains(note)));
    }
    let mut text = styled(GOOD, paragraph(report.conclusion(), 2, width()));
    for note in notes {
        text += &paragraph(&format!("Note: {note}"), 2, width());
    }
    text + "  What that does not cover: docs/proved.md\n"
}

/// The most steps of an execution that a verdict is shown with; to replay it shows all.
const MOST_STEPS: usize = 90;

/// How many lines leave the verdict on a small screen, of 24 lines: below more of them it is
/// said again.
const SCREEN: usize = 18;

/// What is wrong, the execution that shows it, how to replay it, what to try next.
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
        // Of an instance that only the check has there is no `replay`.
        if proof.is_replayed && (lab.explored || !proof.arguments.is_empty()) {
            let schedule = example.schedule.to_string();
            let replay = command(lab, &["replay", &schedule, &proof.arguments]);
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

/// The source lines of the two accesses that race in the example, or of the calls that led
/// to them.
fn quoted(proof: &Proof) -> String {
    let race = proof.example.as_ref().and_then(|example| {
        let race = example.races.first()?;
        Some([race.first, race.second].map(|event| &example.events[event]))
    });
    let Some(events) = race.filter(|_| proof.verdict == Verdict::DataRace) else {
        return String::new();
    };
    let mut places = events.map(|event| event.line());
    places.sort_unstable();
    let lines = view::quoted(&places, width());
    let elsewhere = events.iter().any(|event| event.called_at.is_some());
    match lines.is_empty() {
        true => lines,
        false if elsewhere => format!("  Your code leads there:\n{lines}\n"),
        false => lines + "\n",
    }
}
