//! One execution, as plain data: what happened, in the order of a schedule.

mod operation;
mod shared;
mod source;
mod value;

pub use operation::{Operation, Received, Sent};
pub use shared::Channel;
pub use source::SourceLine;
pub use value::{Address, Value};

use super::schedule::Schedule;

/// One execution of the explored program, as events in the order of a schedule
/// that shows it.
///
/// Where several schedules show the same execution, this is the one with the
/// fewest preemptions, then the one whose text comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Execution {
    /// The threads, by number; the first is the main thread of the closure.
    pub threads: Vec<Thread>,
    /// The objects (memory, locks) that the events name by their index here.
    pub objects: Vec<Object>,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// The pairs of events that are data races. In the example of a [failure] its own come
    /// first; then those that stand next to each other; then those of which the second event
    /// does not read what the first one wrote.
    ///
    /// A race with the making of an object, or with an access to an `UnsafeCell`, is
    /// in none: neither is an event.
    ///
    /// [failure]: crate::explore::Failure
    pub races: Vec<Race>,
    /// The threads that never came to an end, and what they wait for. Empty
    /// but for a deadlock, a livelock, or a panic that others wait for.
    pub waiting: Vec<Waiting>,
    /// The string that [replays](crate::explore::Explorer::replay) this execution.
    pub schedule: Schedule,
    /// How often the schedule leaves a thread that could have gone on.
    pub preemptions: usize,
    /// Whether no schedule of this execution has fewer preemptions. `false`
    /// where the search for one was cut short.
    pub fewest: bool,
    /// Whether an interleaving explains the execution: in some order of its events
    /// every read returns the newest value, and unless the execution was stepped,
    /// in this one. `false` where only weak memory can show it; then at least one
    /// event has [`Read::newer`], or a write has [`Write::behind`].
    pub interleaved: bool,
}

/// A thread of an [`Execution`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Thread {
    /// Its letter in the schedule: `M`, then `A`, `B`, ...
    pub letter: char,
    /// The name it was given with `thread::Builder::name`, if any.
    pub name: Option<String>,
    /// Where it was spawned; `None` for the main thread.
    pub spawned_at: Option<SourceLine>,
}

/// An object of an [`Execution`]: an atomic, a plain cell, a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Object {
    /// The name it was given with `.named("x")`, or its type and place, as in
    /// `AtomicU64 main.rs:12`.
    pub name: String,
    /// Its value before the first event; `None` for locks and the like.
    pub initial: Option<Value>,
    /// Its value at the end: the last in coherence order.
    pub last: Option<Value>,
}

/// One operation of one thread.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// Which thread, as an index into [`Execution::threads`].
    pub thread: usize,
    /// What it did.
    pub operation: Operation,
    /// The index of the object in [`Execution::objects`], if it has one.
    pub object: Option<usize>,
    /// The line that did it.
    pub place: SourceLine,
    /// The line that led to it, in the file that
    /// [`calls_in`](crate::explore::Explorer::calls_in) names, where that is not `place` itself
    /// and a replay has noted it.
    pub called_at: Option<SourceLine>,
    /// What it read, if it reads a value.
    pub read: Option<Read>,
    /// What it wrote, if it writes a value.
    pub written: Option<Write>,
    /// Whether it is a letter of the schedule. Not so for starting, ending and
    /// joining, nor for what main did while no other thread could move.
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
    /// Reads-from: the index in [`Execution::events`] of the write that made the
    /// value; `None` for the initial value.
    pub from: Option<usize>,
    /// If the value was not the newest at that point of the schedule: the index
    /// of the write that was. Only weak memory does this.
    pub newer: Option<usize>,
}

/// The write part of an [`Event`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Write {
    /// The value it left behind.
    pub value: Value,
    /// The index of the write whose value it replaced, its predecessor in
    /// coherence order; `None` for the initial value.
    pub over: Option<usize>,
    /// How many writes that stand earlier in the schedule come later in
    /// coherence order; not 0 only under weak memory.
    pub behind: usize,
}

/// Two events of an [`Execution`] that access the same plain memory, at least one of which
/// writes, and which no happens-before orders.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Race {
    /// The event that comes first in this schedule, as an index into
    /// [`Execution::events`].
    pub first: usize,
    /// The other one.
    pub second: usize,
    /// The sentence that says so, without its full stop: the [message] of the failure.
    ///
    /// [message]: crate::explore::Failure::message
    pub sentence: String,
}

/// A thread that never came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waiting {
    /// Which thread, as an index into [`Execution::threads`].
    pub thread: usize,
    /// Where it waits.
    pub place: SourceLine,
    /// The line that led there, as [`Event::called_at`].
    pub called_at: Option<SourceLine>,
    /// What it waits for.
    pub awaits: Awaits,
    /// The object that it waits at, as an index into [`Execution::objects`]; `None` if it
    /// waits at none that an event has.
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

/// What a thread waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaits {
    /// A mutex or a reader-writer lock.
    Lock {
        /// The thread that holds it: for writing, if that makes a difference.
        holder: Option<usize>,
    },
    /// A message on a channel, or the end of its senders.
    Message,
    /// Room in a bounded channel, or the end of its receiver.
    Room,
    /// A notification on a condition variable.
    Notification,
    /// Its token: to be unparked.
    Token,
    /// That another thread has done what is done once.
    Completion,
    /// The other threads at a barrier.
    Others,
    /// A permit of a semaphore.
    Permit,
    /// The end of the thread with this number.
    End(usize),
    /// Another value of what it reads in a loop.
    Change,
}
