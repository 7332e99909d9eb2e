//! Where an execution stands in the middle: what a person sees that schedules it step by
//! step.

use super::execution::{Awaits, Execution, Object, SourceLine, Value};
use super::exploration::Failure;
use super::schedule::Step;

/// An execution that has followed a schedule to its last step and stopped there:
/// what has happened, and what each thread would do next.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Situation<O> {
    /// What has happened so far.
    pub execution: Execution,
    /// How each thread stands, by number. Main is the first.
    pub threads: Vec<Standing>,
    /// The memory, as far as it has been made: each object with its initial and
    /// its newest value.
    pub memory: Vec<Object>,
    /// The locks, as far as they have been made.
    pub locks: Vec<Held>,
    /// What the closure returned, if the execution is over and did not fail but for a
    /// data race, after which it goes on.
    pub outcome: Option<O>,
    /// What failed so far. A deadlock or a livelock is only named when no thread
    /// can move.
    pub failures: Vec<Failure>,
    /// Whether no thread can make another step that leads anywhere.
    pub over: bool,
}

/// A lock and the threads that hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Held {
    /// The name that it was given, or its type and place.
    pub name: String,
    /// The number of the thread that holds it alone.
    pub by: Option<usize>,
    /// The numbers of the threads that read what a reader-writer lock guards.
    pub readers: Vec<usize>,
}

/// How a thread stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can make a step.
    Ready {
        /// What the step would do, as in `load x`, or `write x <- 1` for plain memory.
        next: String,
        /// The line that would do it.
        place: SourceLine,
        /// The steps that it can make: the obvious one first, then those with a
        /// mark.
        choices: Vec<Choice>,
    },
    /// It waits for another thread.
    Waiting {
        /// What for, as in `waits for lock m, held by B`.
        reason: String,
        /// The same as data.
        awaits: Awaits,
        /// The name of the object at which it waits, if there is one.
        at: Option<String>,
        /// Where.
        place: SourceLine,
        /// The steps that it can make all the same: a park that has no token can return
        /// spuriously. (A wait on a condition variable chooses when it begins.)
        choices: Vec<Choice>,
    },
    /// It has come to its end.
    Ended,
    /// It has panicked.
    Panicked,
}

/// A step that a thread can make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice {
    /// The step, to be put at the end of the schedule.
    pub step: Step,
    /// The value that it would read, if it reads memory.
    pub reads: Option<Value>,
}
