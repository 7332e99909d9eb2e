//! Checks that a course is intact before an instructor teaches with it.
//!
//! | file         | what it holds                                                     |
//! |--------------|-------------------------------------------------------------------|
//! | `files.rs`   | files: all exist, exercises equal stubs, sources are formatted    |
//! | `answers.rs` | rulings: of stubs, solutions and the files in `tests/submissions` |
//! | `problem.rs` | what is wrong with the course                                     |

mod answers;
mod files;
mod problem;

use std::path::Path;

use racelab::course::LABS;

use crate::Workshop;

pub use problem::{BrokenPromise, VerifyError};

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
