//! A grade: the points of one student's exercise in one lab, and the reason for them.

use std::fmt;
use std::time::Duration;

use racelab::proof::Verdict;
use serde::{Deserialize, Serialize};

/// One student's grade in one lab. Every report is made of records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The student: the name of the submission.
    pub student: String,
    /// The lab, by its name: `05_racy_counter`.
    pub lab: String,
    /// The result.
    pub ruling: Ruling,
    /// The checks of the lab, in their order: those that hold, then the one that does not,
    /// then those that did not run.
    pub checks: Vec<Check>,
    /// What is wrong, in one sentence with its full stop; or what was proved, if nothing is.
    pub sentence: String,
    /// The message to the student: the sentence, the lanes, the command that replays them,
    /// what to try next. Plain text of at most 80 columns, without control characters.
    pub message: String,
    /// The output of the student's code: prefixed, capped, without control characters.
    pub printed: String,
    /// The elapsed time of the check, in whole milliseconds.
    pub milliseconds: u64,
}

/// One of the checks that a lab's points are divided among.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What it judges, in words: "2 threads, 2 increments each".
    pub name: String,
    /// Whether it holds.
    pub holds: bool,
    /// Its points, in hundredths.
    pub worth: u32,
}

impl Record {
    /// The points that were earned, in hundredths: those of the checks that hold.
    pub fn earned(&self) -> u32 {
        let holding = self.checks.iter().filter(|check| check.holds);
        holding.map(|check| check.worth).sum()
    }

    /// The points that could be earned, in hundredths.
    pub fn worth(&self) -> u32 {
        self.checks.iter().map(|check| check.worth).sum()
    }

    /// The elapsed time of the check.
    pub fn took(&self) -> Duration {
        Duration::from_millis(self.milliseconds)
    }
}

/// The result of grading an exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ruling {
    /// Its check finished, and this is its verdict.
    Judged(Verdict),
    /// It is still the stub that was shipped.
    NotStarted,
    /// There is no file.
    Missing,
    /// It was edited, and a `todo!()` is left.
    Incomplete,
    /// It is not a file, or not text.
    Unreadable,
    /// It contains something that no exercise may contain.
    Forbidden,
    /// The compiler rejects it.
    DoesNotCompile,
    /// The compiler did not finish within its limits.
    CompilerLimit,
    /// The check took too long, or one execution of it does not end.
    TimeLimit,
    /// It waited for something that no model sees.
    Waiting,
    /// It asked for too much memory.
    MemoryLimit,
    /// It printed too much, or wrote too long a file.
    OutputLimit,
    /// It ran into the end of a stack.
    StackOverflow,
    /// Its process ended before the check did.
    Crashed,
    /// Its process exited without an error, but the answer was not complete.
    NoResult,
    /// The grader itself failed. This costs the student nothing, and the lab is graded again.
    GraderFault,
}

impl Ruling {
    /// Every ruling that is not [`Judged`](Self::Judged).
    pub const OTHERS: [Self; 15] = [
        Self::NotStarted,
        Self::Missing,
        Self::Incomplete,
        Self::Unreadable,
        Self::Forbidden,
        Self::DoesNotCompile,
        Self::CompilerLimit,
        Self::TimeLimit,
        Self::Waiting,
        Self::MemoryLimit,
        Self::OutputLimit,
        Self::StackOverflow,
        Self::Crashed,
        Self::NoResult,
        Self::GraderFault,
    ];

    /// Its name, as it is printed and as a submission declares it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Judged(verdict) => verdict.name(),
            Self::NotStarted => "not started",
            Self::Missing => "missing",
            Self::Incomplete => "incomplete",
            Self::Unreadable => "unreadable",
            Self::Forbidden => "forbidden construct",
            Self::DoesNotCompile => "does not compile",
            Self::CompilerLimit => "compiler limit",
            Self::TimeLimit => "time limit",
            Self::Waiting => "waiting",
            Self::MemoryLimit => "memory limit",
            Self::OutputLimit => "output limit",
            Self::StackOverflow => "stack overflow",
            Self::Crashed => "crashed",
            Self::NoResult => "no result",
            Self::GraderFault => "grader fault",
        }
    }

    /// The ruling with this [`name`](Self::name).
    ///
    /// ```
    /// use racelab::proof::Verdict;
    /// use racelab_grade::Ruling;
    ///
    /// assert_eq!(Ruling::named("not started"), Some(Ruling::NotStarted));
    /// let proved = Ruling::Judged(Verdict::Proved);
    /// assert_eq!(Ruling::named("proved"), Some(proved));
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        let other = Self::OTHERS.into_iter().find(|other| other.name() == name);
        other.or_else(|| Verdict::named(name).map(Self::Judged))
    }

    /// Whether nothing is wrong and nothing is left open.
    pub fn passes(self) -> bool {
        matches!(self, Self::Judged(verdict) if verdict.holds())
    }

    /// Whether there is nothing to judge yet, which is no failure.
    pub fn is_unstarted(self) -> bool {
        matches!(self, Self::NotStarted | Self::Missing)
    }
}

impl fmt::Display for Ruling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Ruling {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

impl<'a> Deserialize<'a> for Ruling {
    fn deserialize<D: serde::Deserializer<'a>>(from: D) -> Result<Self, D::Error> {
        let name = String::deserialize(from)?;
        let unknown = || serde::de::Error::custom(format!("no ruling is called {name:?}"));
        Self::named(&name).ok_or_else(unknown)
    }
}
