//! `check` as data: the interface between a lab's program and the process that starts it.
//!
//! The numbered binary does the same for a grader as for a student. Its confined child sends a page
//! and its findings; its parent shows the page. A grader is another parent: it takes the findings
//! and shows nothing.

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

/// The findings of a numbered binary's check.
#[cfg(unix)]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The judged instances, in order, up to the first that does not hold.
    pub lines: Vec<Line>,
    /// The conclusion, or the failure: a sentence with its full stop.
    pub sentence: String,
    /// The page that a student would see, without styles, for a screen of 80 columns.
    pub text: String,
    /// Whether every claim of the check holds.
    pub holds: bool,
}

/// The instances that hold so far. The check reports each at once, so they are known even if the
/// process ends without an answer.
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

/// The instance that a check judged when it was stopped, as the beginning of a sentence; empty if
/// the check has only one instance.
pub fn stopped_at(lab: &Lab, holding: usize) -> String {
    match lab.checks {
        [_] => String::new(),
        checks => checks
            .get(holding)
            .map(|instance| format!("{instance}: "))
            .unwrap_or_default(),
    }
}

/// The result of a check.
#[cfg(unix)]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Examined {
    /// The answer, or the reason why there is none.
    pub result: Result<Answer, Stopped>,
    /// The instances that held before the answer or the stop, in order.
    pub holding: Vec<Line>,
    /// The output of the student's code.
    pub printed: String,
}

/// Runs the check of a numbered binary within this confinement, in an otherwise empty environment.
///
/// # Errors
///
/// If the binary cannot be started, which says nothing about the exercise in it; or if its answer
/// cannot be parsed.
#[cfg(unix)]
pub fn examine(confinement: Confinement, binary: &Path) -> io::Result<Examined> {
    let mut holding = Holding::default();
    let confined = call(confinement, binary, &mut holding, &["check".as_ref()])?;
    let answer = |page: Page| Answer {
        lines: page.findings.lines,
        sentence: for_terminal(&page.findings.sentence),
        text: for_terminal(&anstream::adapter::strip_str(&page.text).to_string()),
        holds: page.findings.holds,
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
