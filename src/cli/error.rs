//! Why a command was not carried out, as one type.

use std::{fmt, io};

use crate::course::{self, CourseError};
use crate::explore::ScheduleError;
use crate::view::Undrawn;

use super::arguments;

/// Why a command was not carried out. Displayed, it is a sentence without its full stop that
/// says what to do; the program that ends with it has the status 2.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Something was typed that the command does not take.
    Arguments(clap::Error),
    /// Something stands in front of a lab's own command.
    BeforeOwnCommand {
        /// The command.
        own: &'static str,
        /// What shows its options.
        help: String,
    },
    /// An option of the real runs stands beside a command.
    RunsWithCommand,
    /// There is no course, no such lab, or no progress.
    Course(CourseError),
    /// The schedule fits no execution.
    Schedule(ScheduleError),
    /// The graph has no drawing.
    Undrawn(Undrawn),
    /// The exercise is no program; the command that checks it.
    NoProgram(String),
    /// The lab with this number is about processes, and has no executions.
    NoExecutions(u8),
    /// The lab with this number has no `measure`.
    NoMeasurement(u8),
    /// There is no hint with this number.
    NoHint {
        /// The number.
        number: usize,
        /// How many hints there are.
        of: usize,
    },
    /// The question has no answer with this letter.
    NoAnswer {
        /// The letter.
        letter: char,
        /// The letter of the last answer.
        last: char,
    },
    /// No variable names an editor for this file.
    NoEditor(String),
    /// The editor cannot be started.
    Editor {
        /// The program.
        program: String,
        /// The file that it was to open.
        file: String,
        /// The system's reason.
        why: io::Error,
    },
    /// So many backups of this lab's exercise are the most.
    Backups {
        /// How many.
        most: u32,
        /// The lab's name.
        lab: &'static str,
    },
    /// The course comes without this solution.
    NoSolution(String),
    /// The exercise of the lab with this number is not proved, so its solution is not shown.
    Unproved(u8),
    /// Cargo cannot be started.
    Cargo(io::Error),
    /// The program that makes the book is missing, or is another version: what is there.
    NoMdbook(Option<String>),
    /// mdBook made no book, and has said why.
    NoBook,
    /// Reading or writing broke off while a player was at it.
    Conversation(io::Error),
    /// The system refused something.
    System {
        /// What, behind "cannot".
        doing: String,
        /// Its reason.
        why: io::Error,
    },
    /// The process that the exercise is confined in was not able to do it: its own sentence.
    Confined(Box<dyn std::error::Error>),
    /// A lab's demonstration was not able to do it.
    Demonstration(Box<dyn std::error::Error>),
}

impl Error {
    /// The system refused this, behind "cannot".
    pub(super) fn system(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |why| Self::System { doing, why }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arguments(error) => f.write_str(&arguments::sentence(error)),
            Self::BeforeOwnCommand { own, help } => {
                write!(
                    f,
                    "`{own}` takes options of its own only, behind it: {help}"
                )
            }
            Self::RunsWithCommand => f.write_str(
                "--runs, --seed, --json and --svg are for the real runs, which are made without a \
                 command; `explore` and `replay` have options of their own, behind them",
            ),
            Self::NoProgram(check) => write!(
                f,
                "the exercise of this lab is no program to run; check it with `{check}`"
            ),
            Self::NoExecutions(lab) => write!(
                f,
                "lab {lab:02} shows a program of processes, which share nothing: it has no \
                 executions to explore; see it with `cargo lab run {lab:02}`"
            ),
            Self::NoMeasurement(lab) => write!(
                f,
                "lab {lab:02} has nothing to measure; the counters of another lab have: `cargo \
                 lab measure {}`",
                &course::MEASURED[..2]
            ),
            Self::NoHint { number, of } => {
                write!(f, "there is no hint {number}; this lab has hints 1 to {of}")
            }
            Self::NoAnswer { letter, last } => write!(
                f,
                "'{}' is no answer here; choose one of a to {last}",
                letter.escape_default()
            ),
            Self::NoEditor(file) => write!(
                f,
                "neither VISUAL nor EDITOR is set, so nobody knows your editor; open {file} in it"
            ),
            Self::Editor { program, file, why } => {
                write!(f, "cannot start {program}: {why}; open {file} yourself")
            }
            Self::Backups { most, lab } => {
                write!(f, "there are {most} backups in labs/{lab}; delete some")
            }
            Self::NoSolution(file) => {
                write!(
                    f,
                    "this course comes without {file}; ask who gave it to you"
                )
            }
            Self::Unproved(lab) => write!(
                f,
                "yours is not proved yet; take a hint with `cargo lab hint {lab:02}`, or see it \
                 with `cargo lab solution {lab:02} --anyway`"
            ),
            Self::Cargo(why) => {
                write!(f, "cannot start cargo: {why}; `cargo lab doctor` looks why")
            }
            Self::NoMdbook(found) => {
                if let Some(found) = found {
                    write!(f, "the book needs mdBook 0.5, and this is {found}; ")?;
                } else {
                    f.write_str("the book is made by mdBook, which is missing; ")?;
                }
                f.write_str(
                    "install it with `cargo install mdbook --version 0.5.4 --locked \
                     --no-default-features --features search`",
                )
            }
            Self::NoBook => f.write_str("mdBook made no book; mend what it names above"),
            Self::Conversation(why) => write!(f, "the conversation broke off: {why}"),
            Self::System { doing, why } => write!(f, "cannot {doing}: {why}"),
            Self::Course(error) => error.fmt(f),
            Self::Schedule(error) => error.fmt(f),
            Self::Undrawn(error) => error.fmt(f),
            Self::Confined(error) | Self::Demonstration(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<CourseError> for Error {
    fn from(error: CourseError) -> Self {
        Self::Course(error)
    }
}

impl From<ScheduleError> for Error {
    fn from(error: ScheduleError) -> Self {
        Self::Schedule(error)
    }
}

impl From<Undrawn> for Error {
    fn from(error: Undrawn) -> Self {
        Self::Undrawn(error)
    }
}

impl From<clap::Error> for Error {
    fn from(error: clap::Error) -> Self {
        Self::Arguments(error)
    }
}
