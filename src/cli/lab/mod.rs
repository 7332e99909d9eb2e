//! What `lab` does: the course as a whole.
//!
//! | file           | command                                                   |
//! |----------------|-----------------------------------------------------------|
//! | `arguments.rs` | what may be typed                                         |
//! | `map.rs`       | none: the map with progress; `next`                       |
//! | `forward.rs`   | what a lab's program does, and what is for instructors    |
//! | `files.rs`     | `open`, `reset`, `solution`                               |
//! | `watch.rs`     | `watch`                                                   |
//! | `keys.rs`      | what is pressed meanwhile                                 |
//! | `tour.rs`      | `tour`                                                    |
//! | `book.rs`      | `book`                                                    |
//! | `doctor.rs`    | `doctor`                                                  |

mod arguments;
mod book;
mod doctor;
mod files;
mod forward;
mod keys;
mod map;
mod tour;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::course::{self, LABS, Lab, Part, Progress};

use super::Error;

pub use arguments::{Behind, Choice, Command, Words};
pub use tour::tour;

/// The course as it lies on the disk, and how far its student is.
#[derive(Debug)]
pub struct Course {
    root: PathBuf,
    progress: Progress,
}

/// Carries out what the command line asks of `lab`, as `perform` does it.
///
/// The status is that of the command: 0 where all is as expected, 1 where a check
/// failed, 2 where something was used wrongly, with a sentence on standard error.
pub fn run(perform: impl FnOnce(Option<Command>) -> Result<ExitCode, Error>) -> ExitCode {
    super::end(
        super::read_from(arguments::words(std::env::args_os())).and_then(
            |read: Option<arguments::Arguments>| match read {
                Some(arguments) => perform(arguments.command),
                None => Ok(ExitCode::SUCCESS),
            },
        ),
    )
}

impl Course {
    /// The course that this process was started in.
    ///
    /// # Errors
    ///
    /// If there is none, or the progress cannot be read.
    pub fn here() -> Result<Self, Error> {
        let root = course::root()?;
        let progress = Progress::of(&root)?;
        Ok(Self { root, progress })
    }

    /// The lab that comes next; the last one if all are done.
    fn next(&self) -> &'static Lab {
        let next = Part::next(|lab| self.progress.has_passed(lab));
        next.unwrap_or(&LABS[LABS.len() - 1])
    }

    /// The lab that somebody chose; the next one without a choice.
    fn chosen(&self, choice: &Choice) -> Result<&'static Lab, Error> {
        match &choice.lab {
            Some(words) => Ok(Lab::meant(words)?),
            None => Ok(self.next()),
        }
    }

    /// What is in a file of the course.
    fn read(&self, file: &str) -> Result<String, Error> {
        std::fs::read_to_string(self.root.join(file)).map_err(Error::system(format!("read {file}")))
    }
}
