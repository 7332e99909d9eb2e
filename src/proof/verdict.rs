//! The verdicts on a program.

use std::fmt;

/// The verdict on a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// Every execution was explored, and every one is right.
    Proved,
    /// Right in every run of the check. Processes share no memory, so there are no executions to
    /// explore, and a run proves nothing.
    Passed,
    /// Some execution ends with a wrong outcome.
    WrongOutcome,
    /// A wrong outcome because a write overwrites a value that its thread has not read.
    LostUpdate,
    /// Two threads access the same plain memory, at least one of them writes, and neither access
    /// happens-before the other.
    DataRace,
    /// Threads wait for each other, and no thread can move.
    Deadlock,
    /// A spin loop waits for a value that no thread will write.
    Livelock,
    /// Wrong under RC11, right under sequential consistency: a memory ordering is too weak.
    Ordering,
    /// A thread panicked.
    Panic,
    /// No failure, but the order of the threads made no difference to any object, so the check
    /// tested no concurrency. Or no execution has an outcome that has to be
    /// [possible](super::Claim::possible), or threads meet
    /// [where they must not](super::Claim::without_conflicts).
    NoConcurrency,
    /// No failure was found before a limit stopped the exploration. This is no proof.
    TooBig,
    /// The program depends on more than its schedule, so the explorer cannot judge it.
    NoVerdict,
}

impl Verdict {
    /// Every verdict, in the order of the documentation.
    pub const ALL: [Self; 12] = [
        Self::Proved,
        Self::Passed,
        Self::WrongOutcome,
        Self::LostUpdate,
        Self::DataRace,
        Self::Deadlock,
        Self::Livelock,
        Self::Ordering,
        Self::Panic,
        Self::NoConcurrency,
        Self::TooBig,
        Self::NoVerdict,
    ];

    /// The verdict's name, as it is printed and as a submission declares it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Passed => "passed",
            Self::WrongOutcome => "wrong outcome",
            Self::LostUpdate => "lost update",
            Self::DataRace => "data race",
            Self::Deadlock => "deadlock",
            Self::Livelock => "livelock",
            Self::Ordering => "ordering",
            Self::Panic => "panic",
            Self::NoConcurrency => "no concurrency",
            Self::TooBig => "too big",
            Self::NoVerdict => "no verdict",
        }
    }

    /// The verdict with this [`name`](Self::name).
    ///
    /// ```
    /// use racelab::proof::Verdict;
    ///
    /// assert_eq!(Verdict::named("lost update"), Some(Verdict::LostUpdate));
    /// assert_eq!(Verdict::named("bad luck"), None);
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }

    /// Whether the code is right as far as the check goes.
    pub fn holds(self) -> bool {
        matches!(self, Self::Proved | Self::Passed)
    }

    /// What to try next, in a sentence or two; `None` if there is no advice.
    pub fn advice(self) -> Option<&'static str> {
        Some(match self {
            Self::Proved | Self::Passed => return None,
            Self::WrongOutcome => {
                "Replay the execution and find the first step after which the end is settled."
            }
            Self::LostUpdate => {
                "Let no other thread write between the read and the write: use one \
                 read-modify-write such as fetch_add, or hold one lock from the read to the write."
            }
            Self::DataRace => {
                "Give the two accesses an order: hold the same lock around both, or make the \
                 memory atomic. Then check again: an atomic alone does not keep a read and a \
                 write together."
            }
            Self::Deadlock => {
                "Find out which thread waits for which. Release each lock you take, never lock \
                 what you already hold, and take several locks in the same order everywhere."
            }
            Self::Livelock => {
                "Find the write that the loop waits for, and the path on which no thread makes it."
            }
            Self::Ordering => {
                "Every interleaving is right, so the steps are right; a memory ordering is too \
                 weak. Publish with Release, and read what was published with Acquire."
            }
            Self::Panic => {
                "Ask what the line that panics assumes, and which thread may have made it untrue \
                 meanwhile."
            }
            Self::NoConcurrency => {
                "Take locks, atomics and threads from racelab::sync. Those of std::sync and \
                 std::thread work, but the explorer cannot see them race."
            }
            Self::TooBig => {
                "Make fewer steps on shared memory: a retry loop or an extra access multiplies \
                 the executions."
            }
            Self::NoVerdict => {
                "Use no clock, no random numbers, no HashMap or HashSet of std, no thread_local! \
                 and no state that outlives one run, so that the schedule alone decides what the \
                 code does. And let a round of a loop that waits change nothing."
            }
        })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
