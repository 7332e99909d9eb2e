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

use crate::Workshop;

/// A promise that is broken. Displayed it is one sentence without its full stop, which
/// says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file that it is about.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub advice: String,
}

impl fmt::Display for Finding {
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
/// A sentence, if the course has no answers to be looked at, as a release has none, or
/// the grader itself fails.
pub fn verify(
    root: &Path,
    workshop: &Path,
    say: &mut dyn FnMut(&Finding),
    judged: &mut dyn FnMut(usize, usize),
) -> Result<(), String> {
    let has_solutions = LABS.iter().any(|lab| root.join(lab.solution()).exists());
    if !has_solutions {
        return Err(
            "this course comes without solutions: verify the one that it was released from"
                .to_owned(),
        );
    }
    files::look(root, say)?;
    let workshop = Workshop::open(root, workshop).map_err(|fault| fault.to_string())?;
    answers::look(root, &workshop, say, judged)
}

/// Looks only at what lies there, which takes no time: what is missing, what is not as it
/// is shipped, what is not formatted.
///
/// # Errors
///
/// A sentence, if the course cannot be read.
pub fn verify_files(root: &Path, say: &mut dyn FnMut(&Finding)) -> Result<(), String> {
    files::look(root, say)
}
