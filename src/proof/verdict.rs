//! What can be said of a program that was judged.

use std::fmt;

/// The verdict on a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// Every execution was explored, and every one is right.
    Proved,
    /// Right in every run of the check. Processes share no memory, so there are no
    /// executions to explore; a run is no proof.
    Passed,
    /// Some execution ends with an outcome that is not right.
    WrongOutcome,
    /// A wrong outcome of the kind where a write overwrites one that it has not
    /// seen.
    LostUpdate,
    /// Two threads access the same plain memory, at least one writes, and no
    /// happens-before orders the two.
    DataRace,
    /// Threads wait for each other, and nobody can move.
    Deadlock,
    /// A spin loop waits for a value that nobody will write.
    Livelock,
    /// Wrong under RC11, right under sequential consistency: an ordering is too
    /// weak.
    Ordering,
    /// A thread panicked.
    Panic,
    /// Right, but the order of the threads made no difference to any object: nothing was
    /// judged that could have gone wrong. Or the threads keep each other from what has to
    /// be [possible](super::Claim::possible), or meet [where they need not](super::Claim::without_conflicts).
    NoConcurrency,
    /// Nothing wrong was found before a limit ended the exploration. Not a proof.
    TooBig,
    /// The program depends on more than its schedule, so that nothing can be
    /// said.
    NoVerdict,
}

impl Verdict {
    /// Every verdict, in the order in which they are documented.
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

    /// Whether nothing is wrong and nothing is left open.
    pub fn holds(self) -> bool {
        matches!(self, Self::Proved | Self::Passed)
    }

    /// What to try next, in a sentence or two; `None` where there is nothing.
    pub fn advice(self) -> Option<&'static str> {
        Some(match self {
            Self::Proved | Self::Passed => return None,
            Self::WrongOutcome => {
                "Replay the execution and find the first step after which the end is settled."
            }
            Self::LostUpdate => {
                "Make the read and the write one step that nobody can come between: one \
                 read-modify-write such as fetch_add, or one lock held from the read to the write."
            }
            Self::DataRace => {
                "Give the two accesses an order: hold the same lock around both, or make the \
                 memory atomic. Then check again: an atomic alone does not keep a read and a \
                 write together."
            }
            Self::Deadlock => {
                "Look at who waits for whom. Release each lock you take, never lock what you \
                 already hold, and take several locks in the same order everywhere."
            }
            Self::Livelock => {
                "Find the write that the loop waits for, and the path on which nobody makes it."
            }
            Self::Ordering => {
                "Every interleaving is right, so the steps are; an ordering is too weak. Publish \
                 with Release, and read what was published with Acquire."
            }
            Self::Panic => {
                "Ask what the line that panics takes for granted, and who may have made it \
                 untrue meanwhile."
            }
            Self::NoConcurrency => {
                "Take locks, atomics and threads from racelab::sync. Those of std::sync and \
                 std::thread work, but nobody can see them race."
            }
            Self::TooBig => {
                "Make fewer steps on shared memory: a retry loop or an extra access multiplies \
                 the executions."
            }
            Self::NoVerdict => {
                "Keep time, randomness, hash order, thread_local! and state that outlives one \
                 run out of the code, so that the schedule alone decides what it does."
            }
        })
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
