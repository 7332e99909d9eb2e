//! `check`, as data: what stands between a lab's program and its caller.
//!
//! The numbered binary does the same for a grader as for a student. Its confined child sends
//! a page and what was found; its parent shows the page. A grader is another parent, which
//! takes what was found, and shows nobody anything.

mod page;

use std::cell::RefCell;
use std::rc::Rc;
#[cfg(unix)]
use std::{ffi::OsStr, io, path::Path};

use crate::confine::Attendant;
#[cfg(unix)]
use crate::confine::{Confined, Confinement, Stopped, for_terminal};
use crate::course::Lab;
#[cfg(unix)]
use crate::view::page::Figure;

pub use page::Line;
pub(crate) use page::{Findings, Page};

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

/// What holds so far, as the check says while it goes on: known even if the process comes to
/// no answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holding(Rc<RefCell<Vec<Line>>>);

impl Holding {
    pub(crate) fn lines(&self) -> Vec<Line> {
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
    let confined = call(confinement, binary, &mut holding, &["check".as_ref()])?;
    let answer = |page: Page| Answer {
        lines: page.findings.lines,
        sentence: for_terminal(&page.findings.sentence),
        text: for_terminal(&anstream::adapter::strip_str(&page.text).to_string()),
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

/// Runs the check of a numbered binary as [`examine`] does, for the figure of what is wrong;
/// `None` if the check comes to no answer. The figure is what the confined code has sent, and no
/// part of it is to be trusted; [`Figure::html`] does not.
///
/// # Errors
///
/// If the binary cannot be started.
#[cfg(unix)]
pub fn figure(confinement: Confinement, binary: &Path) -> io::Result<Option<Figure>> {
    // The child writes no file, and its parent takes no name of one from it.
    let words = ["check", "--html", "page.html"].map(OsStr::new);
    let confined = call(confinement, binary, &mut Holding::default(), &words)?;
    let figure = confined.result.ok().and_then(Result::ok);
    Ok(figure
        .and_then(|page| page.figure)
        .map(|(figure, _)| figure))
}

#[cfg(unix)]
fn call(
    confinement: Confinement,
    binary: &Path,
    holding: &mut Holding,
    words: &[&OsStr],
) -> io::Result<Confined<Result<Page, String>>> {
    let confinement = confinement.environment("COLUMNS", "80");
    confinement.call_attended(holding, binary, words)
}
