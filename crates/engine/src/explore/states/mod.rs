//! The state graph: every state of a small program, and the steps between them.
//!
//! The search is breadth first from the program's beginning, and visits each state once. Two
//! schedules lead to the same state if they make the same execution graph: the same operations
//! with the same reads-from and the same coherence orders. The next operation of a thread follows
//! from what it has read, so equal graphs have equal futures. (Equal memory is not enough, because
//! threads also know what they have read.) Hence the paths from the first state to the last ones
//! are exactly the interleavings of the program, although a program has far fewer states than
//! interleavings.
//!
//! Unless the caller requests other steps, they are those of sequential consistency: a read
//! returns the newest value.

mod build;
mod paths;
mod space;
mod told;

use serde::{Serialize, Serializer};

use super::execution::{Awaits, Channel, Value};
use super::schedule::Schedule;

pub(super) use build::{Around, Bounds, graph};
pub use paths::StateEnding;
pub use space::{Distance, SpaceState, StateSpace};

/// All states of a small program, as plain data, from
/// [`Explorer::state_graph`](super::Explorer::state_graph).
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct StateGraph {
    /// Whether it has all states and all steps.
    pub complete: bool,
    /// The reason why the search stopped early, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_by: Option<String>,
    /// The states. The first is the program's beginning; a state comes after all states that need
    /// fewer steps.
    pub nodes: Vec<StateNode>,
    /// The steps, sorted by the state that they lead from, then by thread.
    pub steps: Vec<StateStep>,
    /// The positions of the states whose steps are missing, if the graph is not complete.
    #[serde(skip)]
    pub cut: Vec<usize>,
}

/// A state: the memory, and the state of each thread.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct StateNode {
    /// A shortest schedule that leads here.
    pub schedule: Schedule,
    /// The memory that the program has created so far, each object with its value, and the locks of
    /// which it is known what number they guard.
    pub memory: Vec<ObjectValue>,
    /// The locks that it has created so far.
    pub locks: Vec<Lock>,
    /// The channels that it has used so far.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
    /// The threads that it has spawned so far; main is the first.
    pub threads: Vec<ThreadState>,
    /// The returned value as its `Debug` text, if the program has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The failures on the way here. A deadlock or a livelock is among them only if no thread can
    /// move.
    pub failures: Vec<StateFailure>,
}

/// An object in memory and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ObjectValue {
    /// Its given name, or its type and place.
    pub object: String,
    /// Its newest value.
    pub value: Value,
}

/// A lock and the threads that hold it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Lock {
    /// Its given name, or its type and place.
    pub object: String,
    /// The letter of its exclusive owner, if it has one.
    pub held_by: Option<char>,
    /// The letters of the threads that hold a reader-writer lock for reading.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub read_by: Vec<char>,
}

/// A thread in a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ThreadState {
    /// Its letter: `M` is main, `A` the first spawned thread.
    pub thread: char,
    /// Its state.
    #[serde(flatten)]
    pub activity: Activity,
    /// The values that it has read and not used yet, each with its object.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub local: Vec<ObjectValue>,
}

/// The state of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "is")]
#[non_exhaustive]
pub enum Activity {
    /// It can make a step.
    Ready {
        /// The operation of the step, as in `load x` or `store x <- 1`.
        next: String,
        /// The source file, as passed to the compiler.
        file: &'static str,
        /// The line there, from 1.
        line: u32,
    },
    /// It waits for another thread.
    Waiting {
        /// The reason, as in `waits for lock m, held by B`.
        reason: String,
        /// The same as data.
        awaits: Awaited,
        /// The object at which it waits, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        at: Option<String>,
        /// The source file where it waits.
        file: &'static str,
        /// The line there, from 1.
        line: u32,
    },
    /// It has ended.
    Ended,
    /// It has panicked.
    Panicked,
}

/// The condition for which a thread waits, as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Awaited {
    /// A mutex or a reader-writer lock.
    Lock,
    /// A message on a channel.
    Message,
    /// Room in a bounded channel.
    Room,
    /// A notification on a condition variable.
    Notification,
    /// Its token.
    Token,
    /// The end of a one-time initialization.
    Completion,
    /// The other threads at a barrier.
    Others,
    /// A permit of a semaphore.
    Permit,
    /// The end of another thread.
    End,
    /// Another value of the memory that it reads in a loop.
    Change,
}

/// A failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StateFailure {
    /// Its kind, as in `data race` or `deadlock`.
    pub kind: String,
    /// A description in one sentence.
    pub message: String,
}

/// A step of one thread from a state to another: one operation on memory or a lock. Side effects
/// are no steps of their own: a thread starts, ends or is joined, or main continues while no other
/// thread can move.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct StateStep {
    /// The position in [`StateGraph::nodes`] of the state that it leads from.
    pub from: usize,
    /// The position of the state that it leads to.
    pub to: usize,
    /// The letter of the thread that moves.
    pub thread: char,
    /// The letter as it is written in a schedule, with the mark for the waiter that a notification
    /// woke, if it had a choice.
    pub schedule: Schedule,
    /// Its operation, as in `load x` or `store x <- 1`.
    pub operation: String,
    /// The source file, as passed to the compiler.
    pub file: &'static str,
    /// The line there, from 1.
    pub line: u32,
    /// The object of the operation, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The value that it reads from memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<Value>,
    /// The value of the memory after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written: Option<Value>,
    /// The message that it sends or receives, if that is an integer or a bool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Value>,
    /// The number that the lock guards: what an acquire finds, what a release leaves; if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guarded: Option<Value>,
}

impl From<Awaits> for Awaited {
    fn from(awaits: Awaits) -> Self {
        match awaits {
            Awaits::Lock { .. } => Self::Lock,
            Awaits::Message => Self::Message,
            Awaits::Room => Self::Room,
            Awaits::Notification => Self::Notification,
            Awaits::Token => Self::Token,
            Awaits::Completion => Self::Completion,
            Awaits::Others => Self::Others,
            Awaits::Permit => Self::Permit,
            Awaits::End(_) => Self::End,
            Awaits::Change => Self::Change,
        }
    }
}

impl Serialize for Value {
    /// As a number or a bool; a pointer as its text.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Unsigned(v) => serializer.serialize_u64(v),
            Self::Signed(v) => serializer.serialize_i64(v),
            Self::Bool(v) => serializer.serialize_bool(v),
            Self::Pointer(_) => serializer.collect_str(self),
        }
    }
}
