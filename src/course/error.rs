//! What can be wrong with the course, or with the words for one of its labs.

use std::error::Error;
use std::path::PathBuf;
use std::{fmt, io};

/// Why the course does not give what is asked of it. Displayed, it is a sentence without its
/// full stop that says what to do.
#[derive(Debug)]
#[non_exhaustive]
pub enum CourseError {
    /// No folder from here upwards holds `labs/`.
    NotHere,
    /// No lab is called so.
    NoLab {
        /// What was typed, fit for a terminal.
        typed: String,
        /// The lab with the name, or the number, that is the nearest.
        nearest: &'static str,
    },
    /// Several labs begin so.
    Ambiguous {
        /// The beginning.
        typed: String,
        /// Their names.
        labs: Vec<&'static str>,
    },
    /// A student's progress cannot be read.
    ReadProgress {
        /// The file of it.
        file: PathBuf,
        /// The system's reason, or the parser's.
        why: io::Error,
    },
    /// A student's progress cannot be written.
    KeepProgress {
        /// The file of it.
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
                super::progress::VARIABLE
            ),
        }
    }
}

impl Error for CourseError {}
