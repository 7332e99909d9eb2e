//! Whether a course holds what it promises to those who teach with it.
//!
//! | file         | what it holds                                                     |
//! |--------------|-------------------------------------------------------------------|
//! | `files.rs`   | what must be there, as it is shipped, and formatted               |
//! | `answers.rs` | what the grader must say of stubs, solutions and what was sent    |

mod answers;
mod files;

use std::fmt;
use std::path::Path;

use racelab::course::LABS;

use crate::{Fault, FileError, Workshop};

/// Why a course cannot be looked at. Displayed, it is a sentence without its full stop that
/// says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The course has no answers, as a release has none.
    #[error("this course comes without solutions: verify the one that it was released from")]
    NoSolutions,
    /// A file of the course cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The grader itself failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A promise that is broken. Displayed it is one sentence without its full stop, which
/// says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenPromise {
    /// The file that it is about.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub advice: String,
}

impl fmt::Display for BrokenPromise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            what,
            advice,
        } = self;
        write!(f, "{place} {what}: {advice}")
    }
}

/// Looks at the whole course in `root`, and says each broken promise as soon as it is
/// found: what lies there first, then, as a grader would with a workshop in `workshop`,
/// what becomes of every stub, every solution, and every file in `tests/submissions/`.
/// `judged` is told how many of how many of these have been judged, beginning with none.
///
/// # Errors
///
/// If the course has no answers to be looked at, as a release has none, or
/// the grader itself fails.
pub fn verify(
    root: &Path,
    workshop: &Path,
    say: &mut dyn FnMut(&BrokenPromise),
    judged: &mut dyn FnMut(usize, usize),
) -> Result<(), VerifyError> {
    let has_solutions = LABS.iter().any(|lab| root.join(lab.solution()).exists());
    if !has_solutions {
        return Err(VerifyError::NoSolutions);
    }
    files::look(root, say)?;
    let workshop = Workshop::open(root, workshop)?;
    answers::look(root, &workshop, say, judged)
}
