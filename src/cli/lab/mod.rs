//! The commands of `lab`: the course as a whole.
//!
//! | file           | command                                                   |
//! |----------------|-----------------------------------------------------------|
//! | `arguments.rs` | the command line                                          |
//! | `map.rs`       | none: the map with progress; `next`                       |
//! | `forward.rs`   | commands of a lab's program, and those for instructors    |
//! | `files.rs`     | `open`, `reset`, `solution`                               |
//! | `watch.rs`     | `watch`                                                   |
//! | `keys.rs`      | the keys that a student presses meanwhile                 |
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

use clap::Parser;

use crate::course::{self, LABS, Lab, Part, Progress};

use super::Error;
use super::arguments::or_help;

pub use arguments::{Behind, Choice, Command, Words};
pub use tour::tour;

use arguments::Arguments;
use map::Stage;

/// The course in its folder, and the student's progress.
#[derive(Debug)]
pub struct Course {
    root: PathBuf,
    progress: Progress,
}

/// Parses the command line of `lab`, and lets `perform` carry it out.
///
/// The status is that of the command: 0 as expected, 1 after a failed check, 2 after wrong use,
/// with a sentence on standard error.
pub fn run(perform: impl FnOnce(Option<Command>) -> Result<ExitCode, Error>) -> ExitCode {
    let parsed = Arguments::try_parse_from(arguments::words(std::env::args_os()));
    super::end(or_help(parsed).and_then(|parsed| match parsed {
        Some(arguments) => perform(arguments.command),
        None => Ok(ExitCode::SUCCESS),
    }))
}

impl Course {
    /// The course that contains the working directory.
    ///
    /// # Errors
    ///
    /// If no course contains it, or the progress cannot be read.
    pub fn here() -> Result<Self, Error> {
        let root = course::root()?;
        let progress = Progress::of(&root)?;
        Ok(Self { root, progress })
    }

    /// The next lab; the last one if all are done.
    fn next(&self) -> &'static Lab {
        let next = Part::next(
            |lab| self.progress.has_passed(lab),
            |lab| self.stage(lab) == Stage::Begun,
        );
        next.unwrap_or(&LABS[LABS.len() - 1])
    }

    /// The lab that the student chose; the next one without a choice.
    fn chosen(&self, choice: &Choice) -> Result<&'static Lab, Error> {
        match &choice.lab {
            Some(words) => Ok(Lab::meant(words)?),
            None => Ok(self.next()),
        }
    }

    /// The text of a file of the course.
    fn read(&self, file: &str) -> Result<String, Error> {
        std::fs::read_to_string(self.root.join(file)).map_err(Error::system(format!("read {file}")))
    }
}
