//! The reasons for which a command fails, as one type.

use std::{fmt, io};

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::refusal::Refusal;
use crate::course::CourseError;
use crate::explore::ScheduleError;
use crate::view::Undrawn;

/// The reason for which a command failed. Its `Display` is a sentence without a full stop that says
/// what to do. The program ends with status 2.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The command takes no such argument.
    Arguments(clap::Error),
    /// The lab refuses the request.
    Refused(Refusal),
    /// There is no course, no such lab, or no progress.
    Course(CourseError),
    /// The schedule fits no execution.
    Schedule(ScheduleError),
    /// The graph has no drawing.
    Undrawn(Undrawn),
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
    /// Cargo cannot be started.
    Cargo(io::Error),
    /// The program that makes the book is missing, or is another version: what is there.
    NoMdbook(Option<String>),
    /// mdBook made no book, and has said why.
    NoBook,
    /// Reading from the player or writing to the player failed.
    Conversation(io::Error),
    /// The operating system refused an operation.
    System {
        /// The operation, as the words that follow "cannot".
        doing: String,
        /// Its reason.
        why: io::Error,
    },
    /// The confined process failed; this error is its own sentence.
    Confined(Box<dyn std::error::Error>),
    /// A lab's demonstration failed.
    Demonstration(Box<dyn std::error::Error>),
}

impl Error {
    /// Wraps the system's error; `doing` follows "cannot".
    pub(super) fn system(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |why| Self::System { doing, why }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arguments(error) => f.write_str(&sentence(error)),
            Self::Refused(refusal) => refusal.fmt(f),
            Self::NoEditor(file) => write!(
                f,
                "neither VISUAL nor EDITOR names your editor; set one of them, or open {file} \
                 yourself"
            ),
            Self::Editor { program, file, why } => {
                write!(f, "cannot start {program}: {why}; open {file} yourself")
            }
            Self::Cargo(why) => {
                write!(
                    f,
                    "cannot start cargo: {why}; find the reason with `cargo lab doctor`"
                )
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
            Self::Conversation(why) => write!(f, "the terminal cannot be read or written: {why}"),
            Self::System { doing, why } => write!(f, "cannot {doing}: {why}"),
            Self::Course(error) => error.fmt(f),
            Self::Schedule(error) => error.fmt(f),
            Self::Undrawn(error) => error.fmt(f),
            Self::Confined(error) | Self::Demonstration(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

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

/// The first paragraph of clap's message, on one line.
fn sentence(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let paragraph = text.trim_start_matches("error: ").split("\n\n").next();
    let lines = paragraph.unwrap_or_default().lines().map(str::trim);
    let what = lines.collect::<Vec<_>>().join(" ");
    let nearest = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg];
    let nearest = nearest.iter().find_map(|&kind| match error.get(kind)? {
        // clap puts the most similar word last.
        ContextValue::Strings(names) => names.last(),
        ContextValue::String(name) => Some(name),
        _ => None,
    });
    match error.kind() {
        // clap's message suggests what to write instead.
        ErrorKind::ValueValidation => what,
        _ if nearest.is_some() => {
            format!(
                "{what}; do you mean {}?",
                nearest.map_or("", String::as_str)
            )
        }
        _ => format!("{what}; --help shows what there is"),
    }
}
