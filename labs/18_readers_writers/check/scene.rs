//! Which threads come to a gate, in words and as the options of a command.

use std::fmt;

use racelab::view::counted;

/// Which threads come to a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scene {
    /// Each reader and each writer comes once.
    Crowd {
        /// How many threads read.
        readers: u8,
        /// How many threads write.
        writers: u8,
    },
    /// Two readers come, after a writer has left.
    Shared,
    /// A reader reads again while it reads, and a writer comes.
    Again,
    /// Two readers wait for each other while they read, and a writer comes.
    Meet,
    /// Two readers read, and a writer comes; then one of the two reads again.
    Second,
    /// Two readers and a writer come, and one of the readers goes through another gate meanwhile.
    Beside,
}

impl Scene {
    /// The options that make this scene.
    pub(super) fn arguments(self) -> String {
        match self {
            Self::Crowd { readers, writers } => format!("--readers {readers} --writers {writers}"),
            Self::Shared => "--shared".to_owned(),
            Self::Again => "--again".to_owned(),
            Self::Meet => "--meet".to_owned(),
            Self::Second => "--second".to_owned(),
            Self::Beside => "--beside".to_owned(),
        }
    }

    /// How many threads write.
    pub(super) fn writers(self) -> u64 {
        match self {
            Self::Crowd { writers, .. } => writers.into(),
            _ => 1,
        }
    }
}

impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Crowd { readers, writers } => {
                let readers = counted(readers, "reader");
                write!(f, "{readers}, {}", counted(writers, "writer"))
            }
            Self::Shared => f.write_str("2 readers at the same time"),
            Self::Again => f.write_str("1 reader that reads again, 1 writer"),
            Self::Meet => f.write_str("2 readers that wait for each other, 1 writer"),
            Self::Beside => f.write_str("2 readers, 1 writer, 1 of them at a second gate, too"),
            Self::Second => f.write_str("2 readers, 1 writer that comes while both read"),
        }
    }
}
