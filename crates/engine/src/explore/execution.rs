//! One execution, as plain data: what happened, in the order of a schedule.

use std::fmt;
use std::sync::atomic::Ordering;

use super::schedule::{Schedule, letter};

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
    /// [failure]: super::Failure
    pub races: Vec<Race>,
    /// The threads that never came to an end, and what they wait for. Empty
    /// but for a deadlock, a livelock, or a panic that others wait for.
    pub waiting: Vec<Waiting>,
    /// The string that [replays](super::Explorer::replay) this execution.
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
    pub spawned_at: Option<Place>,
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
    pub place: Place,
    /// The line that led to it, in the file that
    /// [`calls_in`](super::Explorer::calls_in) names, where that is not `place` itself and a
    /// replay has noted it.
    pub called_at: Option<Place>,
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
    pub fn line(&self) -> Place {
        self.called_at.unwrap_or(self.place)
    }
}

/// What an [`Event`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// The thread began.
    Start,
    /// The thread's function returned; the destructors of its thread-local values follow.
    Return,
    /// The thread came to its end.
    End,
    /// It spawned the thread with this number.
    Spawn(usize),
    /// It joined the thread with this number.
    Join(usize),
    /// A read of plain, unsynchronized memory.
    PlainRead,
    /// A write of plain, unsynchronized memory.
    PlainWrite,
    /// An atomic load.
    Load(Ordering),
    /// An atomic store.
    Store(Ordering),
    /// An atomic read-modify-write of this name (`fetch_add`, `swap`, ...; also
    /// a compare_exchange that succeeded).
    Update(&'static str, Ordering),
    /// A compare_exchange that found another value than it expected and wrote
    /// nothing.
    CompareFailed {
        /// What it hoped to find.
        expected: Value,
        /// The ordering of the failed read.
        ordering: Ordering,
    },
    /// A compare_exchange_weak that found what it expected and failed all the
    /// same.
    SpuriousFailure(Ordering),
    /// A memory fence.
    Fence(Ordering),
    /// It acquired the lock.
    Lock,
    /// It released the lock.
    Unlock,
    /// It tried the lock: `true` if it acquired it.
    TryLock(bool),
    /// It asked for the reader-writer lock, a permit of the semaphore, or the next message of
    /// a channel without room, and has to wait for it.
    Ask,
    /// It acquired the reader-writer lock for reading. (For writing that is `Lock`.)
    LockShared,
    /// It does not read any more what the reader-writer lock guards.
    UnlockShared,
    /// try_read: `true` if it acquired the lock.
    TryLockShared(bool),
    /// try_write: `true` if it acquired the lock.
    TryWrite(bool),
    /// It began to wait on the condition variable (and releases the lock next).
    Wait,
    /// Its wait was ended by a notification of the thread with this number;
    /// `None` if it ended spuriously.
    Wake(Option<usize>),
    /// Its wait ended because its time was over.
    TimeOut,
    /// notify_one: the thread it woke, `None` if nobody waited.
    NotifyOne(Option<usize>),
    /// notify_all: how many threads it woke.
    NotifyAll(usize),
    /// It consumed its token, and went on (thread::park).
    Park,
    /// Its park returned spuriously: it consumed no token.
    ParkSpuriously,
    /// park_timeout: `true` if it consumed its token, `false` if its time was over.
    ParkTimeout(bool),
    /// It made the token of the thread with this number available.
    Unpark(usize),
    /// It sent a message on the channel: `false` if the receiver had gone.
    Send(bool),
    /// try_send: what came of it.
    TrySend(Sent),
    /// Its message has room in the bounded channel, and its send returns: `false` if
    /// the receiver went first.
    Admit(bool),
    /// It waited for a message.
    Receive(Received),
    /// try_recv: it asked for a message.
    TryReceive(Received),
    /// It dropped the receiver of the channel.
    Close,
    /// It cloned a sender of the channel.
    CloneSender,
    /// It dropped a sender of the channel.
    DropSender,
    /// It came to what is done once: `true` if it was the first, and does it.
    Enter(bool),
    /// It has done it.
    Complete,
    /// It looked whether it was done.
    Look(bool),
    /// It waited until another thread had done it.
    AwaitCompletion,
    /// It acquired a permit of the semaphore.
    Acquire,
    /// try_acquire: `true` if it acquired a permit.
    TryAcquire(bool),
    /// It released so many permits of the semaphore.
    Release(u64),
    /// It came to the barrier.
    Arrive,
    /// All had come, and it passed the barrier.
    Pass,
}

/// What came of a try_send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It sent its message.
    Message,
    /// It sent nothing: the channel was full.
    Full,
    /// It sent nothing: the receiver had gone.
    Disconnected,
}

/// What a receive brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// A message of the thread with this number.
    From(usize),
    /// Nothing: there was no message, but there were senders.
    Empty,
    /// Nothing: there was no message, and all senders had gone.
    Disconnected,
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
    /// [message]: super::Failure::message
    pub sentence: String,
}

/// A thread that never came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waiting {
    /// Which thread, as an index into [`Execution::threads`].
    pub thread: usize,
    /// Where it waits.
    pub place: Place,
    /// The line that led there, as [`Event::called_at`].
    pub called_at: Option<Place>,
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
    pub fn line(&self) -> Place {
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

/// A value that an event read or wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Of an unsigned type.
    Unsigned(u64),
    /// Of a signed type.
    Signed(i64),
    /// Of a bool.
    Bool(bool),
    /// Of an `AtomicPtr`; `None` for null.
    Pointer(Option<Address>),
}

/// An address, by a name that is the same in every run of an execution: addresses are not.
///
/// The name says which thread was the first to give the address to an operation on an
/// `AtomicPtr`, and the how many-th of such addresses it is, counted for each thread.
///
/// ```
/// use racelab::explore::{Address, Explorer, Value};
/// use racelab::sync::atomic::{AtomicPtr, Ordering::Relaxed};
///
/// let exploration = Explorer::new().explore(|| {
///     let first = AtomicPtr::new(std::ptr::null_mut());
///     first.store(Box::leak(Box::new(5)), Relaxed);
/// });
/// let outcome = &exploration.outcomes()[&()];
/// let last = outcome.example.objects[0].last;
/// assert_eq!(last, Some(Value::Pointer(Some(Address { thread: 0, number: 1 }))));
/// assert_eq!(last.unwrap().to_string(), "&M1");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The thread, as an index into [`Execution::threads`].
    pub thread: usize,
    /// Which of its addresses it is, from 1.
    pub number: u32,
}

impl fmt::Display for Address {
    /// The thread's letter and the number, as in `&A1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "&{}{}", letter(self.thread), self.number)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsigned(v) => v.fmt(f),
            Self::Signed(v) => v.fmt(f),
            Self::Bool(v) => v.fmt(f),
            Self::Pointer(Some(v)) => v.fmt(f),
            Self::Pointer(None) => f.write_str("null"),
        }
    }
}

/// A place in a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Place {
    /// The path of the file, as the compiler was given it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl Place {
    /// The file's name without its folders.
    pub fn file_name(&self) -> &'static str {
        self.file.rsplit(['/', '\\']).next().unwrap_or(self.file)
    }
}

impl fmt::Display for Place {
    /// The file's name and the line, as in `main.rs:12`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file_name(), self.line)
    }
}

impl From<&'static std::panic::Location<'static>> for Place {
    fn from(location: &'static std::panic::Location<'static>) -> Self {
        Self {
            file: location.file(),
            line: location.line(),
            column: location.column(),
        }
    }
}
