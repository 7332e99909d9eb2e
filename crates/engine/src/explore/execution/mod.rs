//! One execution, as plain data: its events, in the order of a schedule.

mod operation;
mod shared;
mod source;
mod value;

pub use operation::{Operation, Received, Sent};
pub use shared::Channel;
pub use source::SourceLine;
pub use value::{Address, Value};

use super::schedule::Schedule;

/// One execution of the explored program, as events in the order of a schedule.
///
/// If several schedules show the same execution, this is the one with the fewest preemptions, then
/// the one whose text comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Execution {
    /// The threads, by number; the first is the main thread of the closure.
    pub threads: Vec<Thread>,
    /// The objects (memory, locks) that the events name by their index here.
    pub objects: Vec<Object>,
    /// The events, in the order of the schedule.
    pub events: Vec<Event>,
    /// The pairs of events that are data races. In the example of a [failure] the races of that
    /// failure come first. Then come adjacent events, then pairs whose second event does not read
    /// from the first.
    ///
    /// A race with the creation of an object, or with an access to an `UnsafeCell`, is in no pair,
    /// because neither is an event.
    ///
    /// [failure]: crate::explore::Failure
    pub races: Vec<Race>,
    /// The threads that did not reach their ends, with the conditions for which they wait. Empty,
    /// except after a deadlock, a livelock, or a panic for which other threads wait.
    pub waiting: Vec<Waiting>,
    /// The string that [replays](crate::explore::Explorer::replay) this execution.
    pub schedule: Schedule,
    /// The number of preemptions: steps at which the schedule leaves a thread that could have
    /// continued.
    pub preemptions: usize,
    /// Whether no schedule of this execution has fewer preemptions. `false` if the search for one
    /// stopped early.
    pub fewest: bool,
    /// Whether an interleaving explains the execution: in some order of its events every read
    /// returns the newest value. Unless the execution was stepped, that is the order here. `false`
    /// if the execution needs weak memory; then at least one event has [`Read::newer`], or a write
    /// has [`Write::behind`].
    pub interleaved: bool,
}

/// A thread of an [`Execution`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Thread {
    /// Its letter in the schedule: `M`, then `A`, `B`, ...
    pub letter: char,
    /// The name from `thread::Builder::name`, if any.
    pub name: Option<String>,
    /// The line that spawned it; `None` for the main thread.
    pub spawned_at: Option<SourceLine>,
}

/// An object of an [`Execution`]: an atomic, a plain cell, a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Object {
    /// The name from `.named("x")`, or else its type and place, as in `AtomicU64 main.rs:12`.
    pub name: String,
    /// Its value before the first event; `None` for objects without a value, such as locks.
    pub initial: Option<Value>,
    /// Its value at the end: the last in coherence order.
    pub last: Option<Value>,
}

/// One operation of one thread.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// The thread, as an index into [`Execution::threads`].
    pub thread: usize,
    /// The operation.
    pub operation: Operation,
    /// The index of the object in [`Execution::objects`], if it has one.
    pub object: Option<usize>,
    /// The line of the operation.
    pub place: SourceLine,
    /// The call that led to the operation, in the file that
    /// [`calls_in`](crate::explore::Explorer::calls_in) names, if `place` is in another file and a
    /// replay has recorded the call.
    pub called_at: Option<SourceLine>,
    /// The value that it read, if it reads one.
    pub read: Option<Read>,
    /// The value that it wrote, if it writes one.
    pub written: Option<Write>,
    /// The message that it sent or received, if that is an integer or a bool.
    pub message: Option<Value>,
    /// The number that the lock guards: what an acquire found, what a release left. `None` if the
    /// data is no integer or bool and the lock [shows](crate::sync::Mutex::showing) no number of it.
    pub guarded: Option<Value>,
    /// Whether it is a letter of the schedule. The start, the end and the join of a thread are not,
    /// nor are main's operations while no other thread could move.
    pub step: bool,
}

impl Event {
    /// The line to show to the program's author: `called_at` if it is known, else `place`.
    pub fn line(&self) -> SourceLine {
        self.called_at.unwrap_or(self.place)
    }
}

/// The read part of an [`Event`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Read {
    /// The value it returned.
    pub value: Value,
    /// Reads-from: the index in [`Execution::events`] of the write that it reads from; `None` for
    /// the initial value.
    pub from: Option<usize>,
    /// The index of the newest write at this point of the schedule, if the read returned an older
    /// value. Only weak memory allows that.
    pub newer: Option<usize>,
}

/// The write part of an [`Event`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Write {
    /// The value of the object after it.
    pub value: Value,
    /// The index of the write whose value it replaced, its predecessor in
    /// coherence order; `None` for the initial value.
    pub over: Option<usize>,
    /// The number of writes that come earlier in the schedule and later in coherence order. It is 0
    /// without weak memory.
    pub behind: usize,
}

/// Two events of an [`Execution`] that access the same plain memory, at least one of them as a
/// write, and that happens-before does not order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Race {
    /// The event that comes first in this schedule, as an index into
    /// [`Execution::events`].
    pub first: usize,
    /// The other one.
    pub second: usize,
    /// A sentence about the race without its full stop: the [message] of the failure.
    ///
    /// [message]: crate::explore::Failure::message
    pub sentence: String,
}

/// A thread that did not reach its end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waiting {
    /// The thread, as an index into [`Execution::threads`].
    pub thread: usize,
    /// The line where it waits.
    pub place: SourceLine,
    /// The call that led there, as [`Event::called_at`].
    pub called_at: Option<SourceLine>,
    /// The condition that it waits for.
    pub awaits: Awaits,
    /// The object at which it waits, as an index into [`Execution::objects`]; `None` if no event
    /// names that object.
    pub object: Option<usize>,
    /// The same in words, as in `waits for lock m, held by B`.
    pub reason: String,
}

impl Waiting {
    /// The line to show to the program's author: `called_at` if it is known, else `place`.
    pub fn line(&self) -> SourceLine {
        self.called_at.unwrap_or(self.place)
    }
}

/// The condition that a thread waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaits {
    /// A mutex or a reader-writer lock.
    Lock {
        /// The owner, or the writing owner of a reader-writer lock, if that matters.
        holder: Option<usize>,
    },
    /// A message on a channel, or the drop of its last sender.
    Message,
    /// Room in a bounded channel, or the drop of its receiver.
    Room,
    /// A notification on a condition variable.
    Notification,
    /// Its token: it is parked.
    Token,
    /// The end of an initialization that another thread runs.
    Completion,
    /// The other threads at a barrier.
    Others,
    /// A permit of a semaphore.
    Permit,
    /// The end of the thread with this number.
    End(usize),
    /// Another value of the memory that it reads in a loop.
    Change,
}
