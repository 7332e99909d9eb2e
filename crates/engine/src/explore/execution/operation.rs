//! The operations of events.

use std::sync::atomic::Ordering;

use super::value::Value;

/// The operation of an [`Event`](super::Event).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// The thread started.
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
    /// An atomic read-modify-write with this name (`fetch_add`, `swap`, ...; also a
    /// compare_exchange that succeeds).
    Update(&'static str, Ordering),
    /// A compare_exchange that found another value than the expected one, and wrote nothing.
    CompareFailed {
        /// The expected value.
        expected: Value,
        /// The ordering of the failed read.
        ordering: Ordering,
    },
    /// A compare_exchange_weak that failed although it found the expected value.
    SpuriousFailure(Ordering),
    /// A memory fence.
    Fence(Ordering),
    /// It acquired the lock.
    Lock,
    /// It released the lock.
    Unlock,
    /// It tried the lock: `true` if it acquired it.
    TryLock(bool),
    /// It requested the reader-writer lock, a permit of the semaphore, or the next message of a
    /// channel with a bound of 0, and has to wait.
    Ask,
    /// It acquired the reader-writer lock for reading. (For writing that is `Lock`.)
    LockShared,
    /// It released its read lock of the reader-writer lock.
    UnlockShared,
    /// try_read: `true` if it acquired the lock.
    TryLockShared(bool),
    /// try_write: `true` if it acquired the lock.
    TryWrite(bool),
    /// It began to wait on the condition variable (and releases the lock next).
    Wait,
    /// A notification of the thread with this number ended its wait; `None`: its wait ended
    /// spuriously.
    Wake(Option<usize>),
    /// Its wait timed out.
    TimeOut,
    /// notify_one: the thread it woke, `None` if no thread waited.
    NotifyOne(Option<usize>),
    /// notify_all: the number of threads it woke.
    NotifyAll(usize),
    /// It consumed its token and continued (thread::park).
    Park,
    /// Its park returned spuriously: it consumed no token.
    ParkSpuriously,
    /// park_timeout: `true` if it consumed its token, `false` if its time was over.
    ParkTimeout(bool),
    /// It made the token of the thread with this number available.
    Unpark(usize),
    /// It sent a message on the channel: `false` if the receiver was dropped.
    Send(bool),
    /// try_send, with its result.
    TrySend(Sent),
    /// Its message has room in the bounded channel, and its send returns: `false` if the receiver
    /// was dropped first.
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
    /// It reached a one-time initialization: `true` if it is the first thread, and runs it.
    Enter(bool),
    /// It finished the initialization.
    Complete,
    /// It checked whether the initialization was finished.
    Look(bool),
    /// It waited until another thread had finished the initialization.
    AwaitCompletion,
    /// It acquired a permit of the semaphore.
    Acquire,
    /// try_acquire: `true` if it acquired a permit.
    TryAcquire(bool),
    /// It released this many permits of the semaphore.
    Release(u64),
    /// It arrived at the barrier.
    Arrive,
    /// All threads of its group had arrived, and it passed the barrier.
    Pass,
}

/// The result of a try_send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It sent its message.
    Message,
    /// It sent nothing: the channel was full.
    Full,
    /// It sent nothing: the receiver was dropped.
    Disconnected,
}

/// The result of a receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// A message of the thread with this number.
    From(usize),
    /// No message: the channel was empty, and senders were left.
    Empty,
    /// No message: the channel was empty, and all senders were dropped.
    Disconnected,
}
