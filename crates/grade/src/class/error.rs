//! The errors of a class's grades.

use std::path::PathBuf;

use crate::report::one_line;
use crate::{Fault, FileError};

use super::Shard;

/// Why a file of grades cannot be used, or submissions are not a class. Its `Display` is a sentence
/// without a full stop that says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClassError {
    /// A submission cannot be read.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// Two submissions have the same student.
    #[error(
        "{} and {} are both submissions of {}: rename one, or leave it out",
        one_line(&.one.display().to_string()),
        one_line(&.other.display().to_string()),
        one_line(.student)
    )]
    Twice {
        /// The student.
        student: String,
        /// The folder of the first.
        one: PathBuf,
        /// The folder of the second.
        other: PathBuf,
    },
    /// Grades are read from something that is not a file.
    #[error("{} is not a file; give a file of grades", .0.display())]
    ReadNoFile(PathBuf),
    /// Grades are written to something that is not a file.
    #[error("{} is not a file; name another with --out", .0.display())]
    WriteNoFile(PathBuf),
    /// The file of grades cannot be opened to be written.
    #[error("{0}; name another file with --out")]
    Open(FileError),
    /// Another run writes the file of grades.
    #[error(
        "{} is being written by another run; wait for it, or name another file with --out",
        .0.display()
    )]
    Busy(PathBuf),
    /// The file of grades is of another share of the class.
    #[error(
        "{} holds share {there} of the class, and this is share {here}; name another file with \
         --out",
        .file.display()
    )]
    OtherShare {
        /// The file.
        file: PathBuf,
        /// Its share.
        there: Shard,
        /// The share that is graded.
        here: Shard,
    },
    /// The file holds no grades.
    #[error("{} holds no grades; give one that `lab grade` has written", .0.display())]
    NoGrades(PathBuf),
    /// A line of the file of grades is not a grade.
    #[error(
        "line {line} of {} {what}; nothing was changed: delete that line, or name another file",
        .file.display()
    )]
    Line {
        /// The file.
        file: PathBuf,
        /// The number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A grade cannot be added to the file.
    #[error("{0}; what was graded before is in it, and the same command goes on from there")]
    Add(FileError),
    /// The grades cannot be put in order.
    #[error("{0}; every grade is in it, and the same command puts them in order")]
    Order(FileError),
}
