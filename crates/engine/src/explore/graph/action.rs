//! The actions: all that a thread of a program may ask for.
//!
//! These are names alone. What an action does to a graph stands in
//! [`primitive`](super::primitive), a file for each of these types.

use std::sync::atomic::Ordering;

use super::Update;

/// Declares the actions of all primitives as one type. An action of a primitive is an action,
/// and may be compared with one.
macro_rules! actions {
    ($($Name:ident($Of:ident),)*) => {
        /// An action of any primitive.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::explore) enum Action {
            $($Name($Of),)*
        }

        $(
            impl PartialEq<$Of> for Action {
                #[inline]
                fn eq(&self, other: &$Of) -> bool {
                    matches!(self, Self::$Name(action) if action == other)
                }
            }

            impl From<$Of> for Action {
                #[inline]
                fn from(action: $Of) -> Self {
                    Self::$Name(action)
                }
            }
        )*
    };
}

actions! {
    Thread(OfThread),
    Atomic(OfAtomic),
    Cell(OfCell),
    Mutex(OfMutex),
    RwLock(OfRwLock),
    RwQueue(OfRwQueue),
    Condvar(OfCondvar),
    Park(OfPark),
    Channel(OfChannel),
    Bounded(OfBounded),
    Once(OfOnce),
    Barrier(OfBarrier),
    Semaphore(OfSemaphore),
}

/// The course of threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfThread {
    /// Reads from the spawn.
    Start,
    /// Its function has returned, and destructors of thread-local values follow: only then
    /// comes the end.
    Leave,
    End,
    /// The number of the child.
    Spawn(u8),
    Join(u8),
    /// Waits until the function of this child has returned.
    Await(u8),
}

/// What a thread does to an atomic, and fences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfAtomic {
    Load,
    Store(u64),
    /// A read-modify-write: its function and operand.
    Update(Update, u64),
    CompareExchange {
        expected: u64,
        new: u64,
        /// The ordering of the read where nothing is written.
        failure: Ordering,
        /// Whether it may fail spuriously here.
        weak: bool,
    },
    Fence,
}

/// What a thread does to plain memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfCell {
    Read,
    Write(u64),
}

/// What a thread does to a mutex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfMutex {
    Request,
    Acquire,
    Release,
    TryLock,
}

/// What a thread does to a reader-writer lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfRwLock {
    /// A writer takes its ticket.
    Request,
    /// Waits for the writer in front, and for the readers in front.
    Acquire,
    Release,
    /// A reader asks: behind which writer.
    Share,
    /// Behind `Share`: waits until that writer has released the lock.
    AcquireShared,
    ReleaseShared,
    /// Reads without waiting, if no writer holds the lock or has asked for it.
    TryShare,
}

/// What a thread does to a reader-writer lock whose operations are in one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfRwQueue {
    /// A writer comes.
    Ask,
    /// Behind an `Ask` that found the lock taken: waits for all in front.
    Acquire,
    Release,
    /// A reader comes.
    AskShared,
    /// Behind an `AskShared` that found a writer: waits for the writers in front.
    AcquireShared,
    ReleaseShared,
    /// Writes without waiting, if the lock is free.
    TryWrite,
    /// Reads without waiting, if no writer holds the lock or waits for it.
    TryRead,
}

/// What a thread does to a condition variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfCondvar {
    /// Chooses whether the wait will end spuriously, where it may.
    Begin,
    Enqueue,
    /// Waits for a notification.
    Wake,
    /// Goes on at once, where the wait has a limit in time: notified, or too late.
    WakeTimed,
    /// The end of a spurious wait, in front of its request of the lock.
    Rouse,
    NotifyOne,
    NotifyAll,
}

/// What a thread does to the token of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfPark {
    /// Chooses whether the park will return spuriously, where it may.
    Begin,
    Park,
    /// A park with a limit in time.
    ParkTimed,
    /// The thread whose token it is.
    Unpark(u8),
}

/// What a thread does to a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfChannel {
    /// Sends a message: takes the next place in the channel, or finds it closed.
    Send,
    /// Behind a send on a bounded channel: waits until the receiver has taken this
    /// many messages.
    Admit(u32),
    /// Waits for the message of this number.
    Receive(u32),
    /// Takes the message of this number, if it is there.
    TryReceive(u32),
    /// The receiver goes, and with it the messages up to this number that it did not take:
    /// those had room.
    Close(u32),
    CloneSender,
    DropSender,
}

/// What a thread does to a bounded channel on which a thread calls `try_send`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfBounded {
    /// Sends a message, if there is room on the channel with this bound.
    TrySend(u32),
    /// Behind a send: waits until the receiver has taken this many messages.
    Admit(u32),
    /// Behind a receive: takes its message.
    Take,
    /// Takes the next message, if it is there.
    TryTake,
    /// Without any room: the receiver asks for the next message.
    Offer,
    /// Behind an `Offer` that found none: waits for the message of this number.
    Accept(u32),
    /// As `Offer`, with a limit in time.
    OfferTimed,
    /// Behind an `OfferTimed` that found none: takes the message of this number, if it has come.
    Expire(u32),
    /// The channel has one more sender.
    Enroll,
    /// A sender goes.
    Leave,
}

/// What a thread does to what is done once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfOnce {
    /// Comes to it: the first one begins it.
    Enter,
    /// It is done.
    Complete,
    /// Looks whether it is done.
    Look,
    /// Waits until it is done: behind an `Enter` that found it begun, or by itself.
    AwaitCompletion,
}

/// What a thread does to a barrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfBarrier {
    /// Comes to the barrier, in no order with the others.
    Come,
    /// Waits until its group has come: this many threads, each for the time of this number,
    /// from 1.
    Meet { time: u32, parties: u32 },
    /// Comes to the barrier, in an order with the others.
    Arrive,
    /// Waits until this many threads have come, the last `parties` of them together.
    Pass { arrivals: u32, parties: u32 },
}

/// What a thread does to a semaphore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfSemaphore {
    /// Asks for a permit, in no order with other threads.
    Want,
    /// Behind a `Want`: waits for the permit of this number, from 1.
    Get(u64),
    /// Releases this many permits, in no order with other threads.
    Give(u64),
    /// Takes the next place in the queue.
    Ask,
    /// Behind an `Ask`: waits for the permit of this number, from 1.
    Acquire(u64),
    /// Releases this many permits.
    Release(u64),
    /// Takes a permit, or a place among the threads that wait for one.
    Take,
    /// Behind a `Take` that found no permit: waits for its own.
    Await,
    /// Takes a permit, if there is one.
    TryTake,
}

impl Action {
    /// Whether both are the same but for values.
    pub(in crate::explore) fn is_alike(self, other: Self) -> bool {
        match (self, other) {
            (Self::Atomic(a), Self::Atomic(b)) => {
                a.with_operands([0; 2]) == b.with_operands([0; 2])
            }
            (Self::Cell(a), Self::Cell(b)) => {
                std::mem::discriminant(&a) == std::mem::discriminant(&b)
            }
            (a, b) => a == b,
        }
    }

    /// Whether the program does again what it did when this action was recorded.
    #[inline(always)]
    pub(in crate::explore) fn is_repeated_by(&self, now: &Self) -> bool {
        match (self, now) {
            // The number of a child is the engine's to give.
            (Self::Thread(OfThread::Spawn(_)), Self::Thread(OfThread::Spawn(_))) => true,
            // Asked for each operation of each execution: these without a call.
            (Self::Mutex(recorded), Self::Mutex(now)) => recorded == now,
            (Self::Condvar(recorded), Self::Condvar(now)) => recorded == now,
            (Self::Atomic(recorded), Self::Atomic(now)) => recorded == now,
            _ => self == now,
        }
    }
}

impl OfAtomic {
    /// The value that it compares with, and the one that it writes or applies; 0 where it
    /// has none. `None` for a load and a fence, which have neither.
    pub(in crate::explore) fn operands(self) -> Option<[u64; 2]> {
        match self {
            Self::Load | Self::Fence => None,
            Self::Store(new) | Self::Update(_, new) => Some([0, new]),
            Self::CompareExchange { expected, new, .. } => Some([expected, new]),
        }
    }

    /// The same with other operands.
    pub(in crate::explore) fn with_operands(self, [expected, new]: [u64; 2]) -> Self {
        match self {
            Self::Load | Self::Fence => self,
            Self::Store(_) => Self::Store(new),
            Self::Update(function, _) => Self::Update(function, new),
            Self::CompareExchange { failure, weak, .. } => Self::CompareExchange {
                expected,
                new,
                failure,
                weak,
            },
        }
    }
}
