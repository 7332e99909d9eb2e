//! What is wrong with a course.

use std::fmt;

use crate::{Fault, FileError};

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
