//! The requests that a lab refuses.

use std::fmt;

use crate::course::MEASURED;

/// A request that does not fit the lab. Its `Display` is a sentence without a full stop that says
/// what to do instead.
#[derive(Debug)]
#[non_exhaustive]
pub enum Refusal {
    /// An option stands before a lab's own command.
    BeforeOwnCommand {
        /// The command.
        own: &'static str,
        /// The command that shows the options of `own`.
        help: String,
    },
    /// An option of the real runs stands beside a command.
    RunsWithCommand,
    /// The exercise is no program that can run alone; this command checks it.
    NoProgram(String),
    /// The lab with this number runs processes, so it has no executions to explore.
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
    /// The folder of this lab holds the most backups that are allowed.
    Backups {
        /// Their number.
        most: u32,
        /// The lab's name.
        lab: &'static str,
    },
    /// The course comes without this solution.
    NoSolution(String),
    /// The exercise of the lab with this number is not proved, so its solution is not shown.
    Unproved(u8),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BeforeOwnCommand { own, help } => {
                write!(f, "options of `{own}` stand after its name: {help}")
            }
            Self::RunsWithCommand => f.write_str(
                "--runs, --seed, --json and --svg are options of the real runs, which need no \
                 command; `explore` and `replay` have options of their own, after their names",
            ),
            Self::NoProgram(check) => write!(
                f,
                "the exercise of this lab is no program that can run alone; check it with \
                 `{check}`"
            ),
            Self::NoExecutions(lab) => write!(
                f,
                "lab {lab:02} runs processes, which share no memory, so it has no executions to \
                 explore; see it with `cargo lab run {lab:02}`"
            ),
            Self::NoMeasurement(lab) => write!(
                f,
                "lab {lab:02} has nothing to measure; measure the counters of another lab with \
                 `cargo lab measure {}`",
                &MEASURED[..2]
            ),
            Self::NoHint { number, of } => {
                write!(f, "there is no hint {number}; this lab has hints 1 to {of}")
            }
            Self::NoAnswer { letter, last } => write!(
                f,
                "'{}' is no answer here; choose one of a to {last}",
                letter.escape_default()
            ),
            Self::Backups { most, lab } => {
                write!(f, "there are {most} backups in labs/{lab}; delete some")
            }
            Self::NoSolution(file) => {
                write!(
                    f,
                    "this copy of the course has no {file}; ask your instructor for it"
                )
            }
            Self::Unproved(lab) => write!(
                f,
                "your exercise is not proved yet; take a hint with `cargo lab hint {lab:02}`, or \
                 see the solution all the same with `cargo lab solution {lab:02} --anyway`"
            ),
        }
    }
}
