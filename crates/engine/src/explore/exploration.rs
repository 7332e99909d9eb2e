//! What an exploration found.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::execution::{Execution, SourceLine};
use super::limits::{MemoryModel, StoppedBy};

/// Everything that [`Explorer::explore`](super::Explorer::explore) found.
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
    /// The memory model under which the program was explored.
    pub fn memory_model(&self) -> MemoryModel {
        self.memory_model
    }

    /// Whether every execution was explored. Only then is the absence of an
    /// outcome or a failure a proof.
    pub fn complete(&self) -> bool {
        self.stopped_by.is_none()
    }

    /// What ended the exploration before it was complete.
    pub fn stopped_by(&self) -> Option<&StoppedBy> {
        self.stopped_by.as_ref()
    }

    /// Whether a search by [`max_preemptions`](super::Explorer::max_preemptions) has left out
    /// interleavings in which a loop goes round a hundred times and reads the same each time:
    /// it takes such a loop for one that waits. `false` of every other exploration.
    pub fn leaves_out_long_loops(&self) -> bool {
        self.gave_up_a_loop
    }

    /// Where an execution has more operations than the
    /// [limit](super::Explorer::max_steps): the line to which one of its threads came most
    /// often, in a loop most likely. `None` of every other exploration.
    pub fn busiest_line(&self) -> Option<SourceLine> {
        self.busiest
    }

    /// How many different executions were explored: the program ended, failed
    /// or could not go on. Not a measure of how often any of them happens.
    pub fn executions(&self) -> u64 {
        self.executions
    }

    /// How many executions were thrown away because a thread went round in a
    /// spin loop that only another execution leaves.
    pub fn discarded(&self) -> u64 {
        self.discarded
    }

    /// Every outcome: what the closure returned, with how many executions
    /// returned it and one example.
    pub fn outcomes(&self) -> &BTreeMap<O, Outcome> {
        &self.outcomes
    }

    /// Every failure, each kind and message once; those that are the easiest to
    /// show first.
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// How many interleavings of the memory and lock operations there are, before
    /// any reduction: the number of schedules a tester would have to try. `None`
    /// unless [`count_interleavings`](super::Explorer::count_interleavings) asked
    /// for it, the exploration is complete, no spin loop makes it infinite and
    /// the number fits.
    pub fn interleavings(&self) -> Option<u128> {
        self.interleavings
    }

    /// Whether the order of the threads made any difference to what the explorer
    /// sees: whether there was any concurrency to judge.
    pub fn conflicts(&self) -> bool {
        self.executions + self.discarded > 1
    }

    /// Up to how many preemptions a search by
    /// [`max_preemptions`](super::Explorer::max_preemptions) has gone through all
    /// interleavings. `None` if it has not come through those without one, and of every other
    /// exploration.
    pub fn preemptions(&self) -> Option<usize> {
        self.preemptions
    }

    /// The processor time that the exploring threads took together, with what was explored
    /// again because the exploration began anew.
    pub fn processor_time(&self) -> Duration {
        self.processor_time
    }

    #[doc(hidden)]
    pub fn graphs(&self) -> &[String] {
        &self.graphs
    }
}

/// One value that the explored closure returned.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// How many executions returned it. Not a probability.
    pub executions: u64,
    /// The execution that is the easiest to follow: fewest preemptions, then
    /// fewest events, then the schedule whose text comes first.
    pub example: Execution,
}

/// Something that no execution of a correct program does.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// What kind of failure.
    pub kind: FailureKind,
    /// What happened, in one sentence.
    pub message: String,
    /// How many executions showed it.
    pub executions: u64,
    /// The execution that is the easiest to follow, chosen as an
    /// [outcome's example](Outcome::example) is.
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
    /// Two threads accessed the same plain memory, at least one of them wrote,
    /// and no happens-before orders the two. Making an object is such a write, and
    /// each operation on the object by another thread such an access.
    DataRace,
    /// The program did something else though it read the same values, so it
    /// depends on more than its schedule: time, randomness, addresses, hash order,
    /// thread_local!, input or output.
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
