//! Checks that a course is intact before an instructor teaches with it.
//!
//! | file         | what it holds                                                     |
//! |--------------|-------------------------------------------------------------------|
//! | `files.rs`   | files: all exist, exercises equal stubs, sources are formatted    |
//! | `answers.rs` | rulings: of stubs, solutions and the files in `tests/submissions` |

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

/// A problem of the course. Displayed as one sentence without its full stop, which
/// says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenPromise {
    /// The file with the problem.
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

/// Checks the whole course in `root`, and reports each problem as soon as it is
/// found. First it checks the files. Then it grades every stub, every solution, and every file in
/// `tests/submissions/`, with a workshop in `workshop`. Before each round it calls `judged` with
/// the number of answers judged so far and the number of all.
///
/// # Errors
///
/// A sentence, if the course has no solutions, like a release, or
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
