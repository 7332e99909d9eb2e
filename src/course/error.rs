//! The errors of the course, and of an argument that names a lab.

use std::error::Error;
use std::path::PathBuf;
use std::{fmt, io};

/// The environment variable that names the file of a student's progress.
pub(super) const VARIABLE: &str = "RACELAB_PROGRESS";

/// An error of the course. Its `Display` is a sentence without a full stop that says what to do.
#[derive(Debug)]
#[non_exhaustive]
pub enum CourseError {
    /// No folder from here upwards holds `labs/`.
    NotHere,
    /// No lab has this name.
    NoLab {
        /// The argument, safe to print on a terminal.
        typed: String,
        /// The lab with the most similar name, or the nearest number.
        nearest: &'static str,
    },
    /// Several labs begin with this word.
    Ambiguous {
        /// The beginning.
        typed: String,
        /// Their names.
        labs: Vec<&'static str>,
    },
    /// A student's progress cannot be read.
    ReadProgress {
        /// The file.
        file: PathBuf,
        /// The system's reason, or the parser's.
        why: io::Error,
    },
    /// A student's progress cannot be written.
    KeepProgress {
        /// The file.
        file: PathBuf,
        /// The system's reason.
        why: io::Error,
    },
}

impl fmt::Display for CourseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotHere => {
                f.write_str("the course is not here; go to the folder that holds labs/")
            }
            Self::NoLab { typed, nearest } => {
                let quote = match typed.parse::<u64>() {
                    Ok(_) => "",
                    Err(_) => "'",
                };
                write!(
                    f,
                    "there is no lab {quote}{typed}{quote}; do you mean {nearest}?"
                )
            }
            Self::Ambiguous { typed, labs } => {
                write!(f, "'{typed}' may be {}; type more of it", labs.join(" or "))
            }
            Self::ReadProgress { file, why } => write!(
                f,
                "cannot read your progress: {why}; delete {} to start again",
                file.display()
            ),
            Self::KeepProgress { file, why } => write!(
                f,
                "cannot keep your progress in {}: {why}; name another file with {}",
                file.display(),
                VARIABLE
            ),
        }
    }
}

impl Error for CourseError {}
