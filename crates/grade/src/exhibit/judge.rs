//! Runs the check of a built exercise, and decides whether to believe its answer.

use std::path::Path;
use std::time::{Duration, Instant};

use racelab::confine::{Confinement, Limits, Stopped};
use racelab::course::Lab;
use racelab::examination::{Answer, Examined, Line, examine, stopped_at};
use racelab::view::screen::paragraph;

use crate::{Check, Fault, Record, Ruling, sandbox, text};

/// Rust's message about a thread with a stack overflow, before it ends the process.
const OVERFLOWED: &str = "has overflowed its stack";

/// Judges the exercise that is in this binary.
pub(super) fn judge(lab: &'static Lab, student: &str, binary: &Path) -> Record {
    let begun = Instant::now();
    let confinement = sandbox::around(Confinement::new(limits(lab)), lab, binary);
    let examined = confinement.and_then(|confinement| {
        examine(confinement, binary).map_err(|error| Fault::new(error.to_string()))
    });
    let Examined {
        result,
        holding,
        printed,
        ..
    } = match examined {
        Ok(examined) => examined,
        Err(fault) => {
            return Found::fault(&fault.to_string()).into_record(lab, student, "", begun);
        }
    };
    let found = match result {
        // A worker has a stack of its own, and the check sees only that the worker is gone.
        Ok(answer) if !answer.holds && !lab.proved && printed.contains(OVERFLOWED) => {
            stopped(lab, &holding, &Stopped::StackOverflow)
        }
        Ok(answer) => believed(lab, answer),
        Err(Stopped::Machine(why)) => Found::fault(&why),
        Err(why) => stopped(lab, &holding, &why),
    };
    found.into_record(lab, student, &printed, begun)
}

/// The limits of a check. The limit on elapsed time is at least four times that on processor
/// time, and ends only a check that other programs hold up.
pub(super) fn limits(lab: &Lab) -> Limits {
    // The parent sees no progress of a worker, so only the limit on its processor time ends
    // an endless loop: thirty times what the slowest solution takes.
    let processor = Duration::from_secs(if lab.proved { 120 } else { 10 });
    Limits {
        wall: (4 * processor).max(Duration::from_secs(120)),
        processor,
        // The same as where a student runs the check, so that the same code ends the same way.
        silence: Limits::default().silence,
        // A process that waits for others uses no processor time.
        idle: Duration::from_secs(if lab.proved { 3 } else { 30 }),
        memory: 2 << 30,
        file: 1 << 20,
        output: 64 << 10,
    }
}

/// The result of judging.
struct Found {
    ruling: Ruling,
    /// How many of the checks hold.
    holding: usize,
    sentence: String,
    message: String,
}

impl Found {
    fn new(ruling: Ruling, sentence: String, advice: &str) -> Self {
        let message = paragraph(&format!("{ruling}: {sentence}"), 0, 80)
            + "\n"
            + &labelled("Try next", advice);
        Self {
            ruling,
            holding: 0,
            sentence,
            message,
        }
    }

    /// The grader, or its machine, has failed.
    fn fault(why: &str) -> Self {
        let sentence = format!("The check could not be run: {}.", why.trim_end_matches('.'));
        let advice = "This is not your fault, and costs you nothing: grade again.";
        Self::new(Ruling::GraderFault, sentence, advice)
    }

    fn into_record(self, lab: &Lab, student: &str, printed: &str, begun: Instant) -> Record {
        Record {
            student: student.to_owned(),
            lab: lab.name.to_owned(),
            ruling: self.ruling,
            checks: checks(lab, self.holding),
            sentence: text::plain(&self.sentence)
                .replace('\n', " ")
                .trim_end()
                .to_owned(),
            message: text::plain(&self.message),
            printed: text::printed(printed),
            milliseconds: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        }
    }
}

/// Decides whether to believe an answer. A pass needs every check of the lab, in order and
/// by name; each must hold, and so must the whole.
fn believed(lab: &Lab, answer: Answer) -> Found {
    let no_result = |why: &str| {
        Found::new(
            Ruling::NoResult,
            format!("The check ended, but {why}."),
            "Leave the check itself alone.",
        )
    };
    let mut holding = 0;
    let mut failed = None;
    for (at, line) in answer.lines.iter().enumerate() {
        let Some(verdict) = line.verdict() else {
            return no_result("one of its verdicts does not exist");
        };
        if failed.is_some() || lab.checks.get(at) != Some(&line.instance.as_str()) {
            return no_result("it did not judge what it has to judge");
        }
        match verdict.holds() {
            true => holding += 1,
            false => failed = Some(verdict),
        }
    }
    let last = answer.lines.last().and_then(|line| line.verdict());
    let ruling = match (failed, last) {
        (Some(verdict), _) if !answer.holds => Ruling::Judged(verdict),
        (None, Some(verdict)) if answer.holds && holding == lab.checks.len() => {
            Ruling::Judged(verdict)
        }
        _ => return no_result("its answer was not complete"),
    };
    Found {
        ruling,
        holding,
        sentence: answer.sentence,
        message: answer.text,
    }
}

/// The result if the process ended before the check did. The checks that held by then
/// hold. The next one never counts among them, even if the process
/// ended only after the last check.
fn stopped(lab: &Lab, holding: &[Line], why: &Stopped) -> Found {
    let is_told = |(line, name): &(&Line, &&str)| {
        line.instance == **name && line.verdict().is_some_and(|verdict| verdict.holds())
    };
    let told = holding.iter().zip(lab.checks).take_while(is_told).count();
    let holding = told.min(lab.checks.len() - 1);
    let sentence = format!("{}{why}.", stopped_at(lab, holding));
    Found {
        holding,
        ..Found::new(
            ruling(why),
            text::capitalized(&sentence),
            why.advice(lab.work()),
        )
    }
}

/// The ruling for a check without an answer.
fn ruling(stopped: &Stopped) -> Ruling {
    match stopped {
        Stopped::TimeLimit(_) | Stopped::EndlessLoop(_) => Ruling::TimeLimit,
        Stopped::Waiting { .. } => Ruling::Waiting,
        Stopped::MemoryLimit(_) => Ruling::MemoryLimit,
        Stopped::FileLimit(_) | Stopped::OutputLimit(_) => Ruling::OutputLimit,
        Stopped::StackOverflow => Ruling::StackOverflow,
        Stopped::Refused => Ruling::Forbidden,
        Stopped::Forged => Ruling::NoResult,
        _ => Ruling::Crashed,
    }
}

/// The checks of a lab, of which the first `holding` hold. Its points are divided evenly, and
/// the last check gets the remainder.
pub(super) fn checks(lab: &Lab, holding: usize) -> Vec<Check> {
    let count = u32::try_from(lab.checks.len()).unwrap_or(u32::MAX).max(1);
    let hundredths = lab.points * 100;
    let (each, left) = (hundredths / count, hundredths % count);
    let last = lab.checks.len().saturating_sub(1);
    let check = |(at, name): (usize, &&str)| Check {
        name: (*name).to_owned(),
        holds: at < holding,
        worth: each + if at == last { left } else { 0 },
    };
    lab.checks.iter().enumerate().map(check).collect()
}

/// A label with a text beside it.
pub(super) fn labelled(label: &str, words: &str) -> String {
    let lines = paragraph(words, 13, 80);
    format!("  {label:11}{}", lines.trim_start())
}
