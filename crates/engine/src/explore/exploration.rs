//! The results of an exploration.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::execution::{Execution, SourceLine};
use super::limits::{MemoryModel, StoppedBy};

/// The results of [`Explorer::explore`](super::Explorer::explore).
#[derive(Clone, Debug)]
pub struct Exploration<O> {
    pub(super) memory_model: MemoryModel,
    pub(super) executions: u64,
    pub(super) discarded: u64,
    pub(super) interleavings: Option<u128>,
    pub(super) outcomes: BTreeMap<O, Outcome>,
    pub(super) failures: Vec<Failure>,
    pub(super) stopped_by: Option<StoppedBy>,
    pub(super) preemptions: Option<usize>,
    pub(super) processor_time: Duration,
    pub(super) graphs: Vec<String>,
    pub(super) busiest: Option<SourceLine>,
    pub(super) gave_up_a_loop: bool,
}

impl<O> Exploration<O> {
    /// The memory model of the exploration.
    pub fn memory_model(&self) -> MemoryModel {
        self.memory_model
    }

    /// Whether the exploration covered every execution. Only then is the absence of an outcome or
    /// a failure a proof.
    pub fn complete(&self) -> bool {
        self.stopped_by.is_none()
    }

    /// The reason why the exploration stopped before it was complete.
    pub fn stopped_by(&self) -> Option<&StoppedBy> {
        self.stopped_by.as_ref()
    }

    /// Whether a search by [`max_preemptions`](super::Explorer::max_preemptions) has left
    /// interleavings out in which a loop runs a hundred rounds and reads the same values in each:
    /// the search takes such a loop for one that waits. `false` for every other exploration.
    pub fn leaves_out_long_loops(&self) -> bool {
        self.gave_up_a_loop
    }

    /// If an execution has more operations than the [limit](super::Explorer::max_steps): the line
    /// that one of its threads reached most often, most likely in a loop. `None` for every other
    /// exploration.
    pub fn busiest_line(&self) -> Option<SourceLine> {
        self.busiest
    }

    /// The number of different executions: in each, the program ended, failed or got stuck. The
    /// number says nothing about how often any of them happens.
    pub fn executions(&self) -> u64 {
        self.executions
    }

    /// The number of executions that the explorer discarded, because a thread repeated rounds of a
    /// spin loop that it leaves in another execution.
    pub fn discarded(&self) -> u64 {
        self.discarded
    }

    /// Every outcome: the values that the closure returned, each with the number of its executions
    /// and one example.
    pub fn outcomes(&self) -> &BTreeMap<O, Outcome> {
        &self.outcomes
    }

    /// Every failure: each kind and message once, those that are easiest to show first.
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// The number of interleavings of the memory and lock operations, before any reduction: the
    /// number of schedules that a tester would have to try. `None` unless
    /// [`count_interleavings`](super::Explorer::count_interleavings) asked for it, the exploration
    /// is complete, no spin loop makes the number infinite, and it fits.
    pub fn interleavings(&self) -> Option<u128> {
        self.interleavings
    }

    /// Whether the order of the threads made any difference to the explorer. If not, the program
    /// had no concurrency to judge.
    pub fn conflicts(&self) -> bool {
        self.executions + self.discarded > 1
    }

    /// The number of preemptions up to which a search by
    /// [`max_preemptions`](super::Explorer::max_preemptions) has covered all interleavings. `None`
    /// if it has not finished those without a preemption, and for every other exploration.
    pub fn preemptions(&self) -> Option<usize> {
        self.preemptions
    }

    /// The processor time of all exploring threads together, including earlier attempts of an
    /// exploration that started again.
    pub fn processor_time(&self) -> Duration {
        self.processor_time
    }

    #[doc(hidden)]
    pub fn graphs(&self) -> &[String] {
        &self.graphs
    }
}

/// The result of [`Explorer::replay`](super::Explorer::replay): the execution that the schedule
/// produces.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Replay<O> {
    /// The value that the closure returned; `None` if it did not reach its end.
    pub outcome: Option<O>,
    /// The failures of this execution.
    pub failures: Vec<Failure>,
    /// The execution.
    pub execution: Execution,
}

/// A value that the explored closure returned.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The number of executions that returned it. This is not a probability.
    pub executions: u64,
    /// The execution that is easiest to follow: fewest preemptions, then fewest events, then the
    /// schedule whose text comes first.
    pub example: Execution,
}

/// A failure: no execution of a correct program has one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// Its kind.
    pub kind: FailureKind,
    /// A description in one sentence.
    pub message: String,
    /// The number of executions that have it.
    pub executions: u64,
    /// The execution that is easiest to follow, chosen as an [outcome's example](Outcome::example)
    /// is.
    pub execution: Execution,
}

/// The kinds of [`Failure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FailureKind {
    /// A thread panicked.
    Panic,
    /// Threads wait for each other, and no thread can move.
    Deadlock,
    /// A spin loop waits for a value that no thread will write.
    Livelock,
    /// Two threads access the same plain memory, at least one of them writes, and happens-before
    /// does not order the two. The creation of an object is such a write, and each operation of
    /// another thread on the object is such an access.
    DataRace,
    /// The program behaved differently although it read the same values. So it depends on more
    /// than its schedule: on time, randomness, addresses, hash order, thread_local!, input or
    /// output.
    Nondeterminism,
}

impl FailureKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Panic,
        Self::Deadlock,
        Self::Livelock,
        Self::DataRace,
        Self::Nondeterminism,
    ];
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Panic => "panic",
            Self::Deadlock => "deadlock",
            Self::Livelock => "livelock",
            Self::DataRace => "data race",
            Self::Nondeterminism => "nondeterminism",
        })
    }
}
