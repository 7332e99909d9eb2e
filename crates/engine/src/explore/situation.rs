//! An execution in the middle, for a player that schedules it step by step.

use super::execution::{Awaits, Execution, Object, SourceLine, Value};
use super::exploration::Failure;
use super::schedule::Step;

/// An execution that has followed a schedule to its last step and stopped there: the events so far,
/// and the next operation of each thread.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Situation<O> {
    /// The events so far.
    pub execution: Execution,
    /// The state of each thread, by number; main is the first.
    pub threads: Vec<Standing>,
    /// The memory that the program has created so far: each object with its initial and its newest
    /// value, and each lock with the number that it guards, if that is known.
    pub memory: Vec<Object>,
    /// The locks that the program has created so far.
    pub locks: Vec<Held>,
    /// The value that the closure returned, if the execution is over and has no failure but a data
    /// race, which does not end it.
    pub outcome: Option<O>,
    /// The failures so far. A deadlock or a livelock is among them only when no thread can move.
    pub failures: Vec<Failure>,
    /// Whether no thread can make progress.
    pub over: bool,
}

/// A lock and the threads that hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Held {
    /// Its given name, or its type and place.
    pub name: String,
    /// The number of its owner; for a reader-writer lock, that of the writer.
    pub by: Option<usize>,
    /// The numbers of the threads that hold a reader-writer lock for reading.
    pub readers: Vec<usize>,
}

/// The state of a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can make a step.
    Ready {
        /// The operation of the step, as in `load x`, or `write x <- 1` for plain memory.
        next: String,
        /// The line of the operation.
        place: SourceLine,
        /// The possible steps: the obvious one first, then those with a mark.
        choices: Vec<Choice>,
    },
    /// It waits for another thread.
    Waiting {
        /// The reason, as in `waits for lock m, held by B`.
        reason: String,
        /// The same as data.
        awaits: Awaits,
        /// The name of the object that it waits at, if any.
        at: Option<String>,
        /// The line where it waits.
        place: SourceLine,
        /// The steps that it can make even so: a park without a token can return spuriously. (A
        /// wait on a condition variable makes that choice when it begins.)
        choices: Vec<Choice>,
    },
    /// It has ended.
    Ended,
    /// It has panicked.
    Panicked,
}

/// A step that a thread can make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice {
    /// The step, to append to the schedule.
    pub step: Step,
    /// The value that it would read, if it reads memory.
    pub reads: Option<Value>,
}
