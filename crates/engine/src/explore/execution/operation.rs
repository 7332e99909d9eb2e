//! What an event did.

use std::sync::atomic::Ordering;

use super::value::Value;

/// What an [`Event`](super::Event) did.
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
    /// notify_one: the thread it woke, `None` if no thread waited.
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
    /// It released this many permits of the semaphore.
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
