//! `check`, asked for by a grader: the answer as data.
//!
//! The numbered binary is the same, and does the same as for a student; only its parent
//! is another program, which takes the answer apart and shows it to nobody yet.

use std::cell::RefCell;
use std::rc::Rc;
#[cfg(unix)]
use std::{io, path::Path};

use serde::{Deserialize, Serialize};

use crate::confine::Attendant;
#[cfg(unix)]
use crate::confine::{Confined, Confinement, Stopped, harmless};
use crate::course::Lab;
use crate::proof::{Proof, Report, Verdict};

#[cfg(unix)]
use super::{WrongUse, confinement::Page};

/// What the check of a numbered binary found.
#[cfg(unix)]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// What was judged, in its order, up to the first that does not hold.
    pub lines: Vec<Line>,
    /// What all of it shows together, or what is wrong: a sentence with its full stop.
    pub sentence: String,
    /// What a student would see, without styles, for a screen of 80 columns.
    pub text: String,
    /// Whether the command ended as one whose check holds.
    pub holds: bool,
}

/// One claim, and the verdict on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Line {
    /// What was judged, in words: "2 threads, 2 increments each".
    pub instance: String,
    /// The verdict, by its [name](Verdict::name).
    pub verdict: String,
}

impl Line {
    /// The verdict; `None` if no verdict is called so.
    pub fn verdict(&self) -> Option<Verdict> {
        Verdict::named(&self.verdict)
    }
}

/// What holds so far, as the check says while it goes on: known even if the process comes to
/// no answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Holding(Rc<RefCell<Vec<Line>>>);

impl Holding {
    pub(super) fn lines(&self) -> Vec<Line> {
        self.0.borrow().clone()
    }
}

impl Attendant for Holding {
    fn hear(&mut self, words: &str) {
        if let Some((verdict, instance)) = words.split_once('\t') {
            self.0.borrow_mut().push(Line {
                instance: instance.to_owned(),
                verdict: verdict.to_owned(),
            });
        }
    }
}

/// What is said of a check that was stopped, in front of how: which of what it judges it was
/// at, if that is more than one thing.
pub fn stopped_at(lab: &Lab, holding: usize) -> String {
    match lab.checks {
        [_] => String::new(),
        checks => checks
            .get(holding)
            .map(|instance| format!("{instance}: "))
            .unwrap_or_default(),
    }
}

/// What came of a check.
#[cfg(unix)]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Examined {
    /// What it answered, or why it did not.
    pub result: Result<Answer, Stopped>,
    /// What it found to hold before it came to an answer or was stopped, in its order.
    pub holding: Vec<Line>,
    /// What the student's code printed.
    pub printed: String,
}

/// What a check has to say beside its page.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Findings {
    lines: Vec<Line>,
    sentence: String,
}

impl Findings {
    pub(super) fn of(report: &Report) -> Self {
        let line = |proof: &Proof| Line {
            instance: proof.instance.clone(),
            verdict: proof.verdict.name().to_owned(),
        };
        Self {
            lines: report.proofs().iter().map(line).collect(),
            sentence: match report.failed() {
                None => {
                    let reservation = report.reservation().map(|text| format!(" {text}"));
                    report.conclusion().to_owned() + &reservation.unwrap_or_default()
                }
                Some(proof) => super::check::sentence(proof),
            },
        }
    }
}

/// Runs the check of a numbered binary within this confinement, with nothing else in its
/// environment.
///
/// # Errors
///
/// If the binary cannot be started, which says nothing about the exercise in it; or if
/// its answer is none.
#[cfg(unix)]
pub fn examine(confinement: Confinement, binary: &Path) -> io::Result<Examined> {
    let mut holding = Holding::default();
    let confined: Confined<Result<Page, WrongUse>> = confinement
        .environment("COLUMNS", "80")
        .call_attended(&mut holding, binary, &["check".as_ref()])?;
    let answer = |page: Page| Answer {
        lines: page.findings.lines,
        sentence: harmless(&page.findings.sentence),
        text: harmless(&anstream::adapter::strip_str(&page.text).to_string()),
        holds: page.status == 0,
    };
    let result = match confined.result {
        Ok(page) => Ok(answer(page.map_err(io::Error::other)?)),
        Err(stopped) => Err(stopped),
    };
    Ok(Examined {
        result,
        holding: holding.lines(),
        printed: confined.printed,
    })
}
