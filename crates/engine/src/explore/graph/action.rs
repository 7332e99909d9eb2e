//! The actions: everything that a thread of a program can ask for.
//!
//! This file only names the actions. [`primitive`](super::primitive) defines the effect of an
//! action on a graph, in one file for each of these types.

use std::sync::atomic::Ordering;

use super::Update;

/// Declares the actions of all primitives as one type. An action of a primitive converts into an
/// [`Action`], and an `Action` compares with it.
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

/// The start, end, spawn and join of threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfThread {
    /// Reads from the spawn.
    Start,
    /// The function of the thread has returned. Destructors of its thread-local values run before
    /// its end.
    Leave,
    End,
    /// The number of the child.
    Spawn(u8),
    Join(u8),
    /// Waits until the function of this child has returned.
    Await(u8),
}

/// The actions on an atomic, and fences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfAtomic {
    Load,
    Store(u64),
    /// A read-modify-write: its function and operand.
    Update(Update, u64),
    CompareExchange {
        expected: u64,
        new: u64,
        /// The ordering of the read if the operation writes nothing.
        failure: Ordering,
        /// Whether it may fail spuriously here.
        weak: bool,
    },
    Fence,
}

/// The actions on plain memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfCell {
    Read,
    Write(u64),
}

/// The actions on a mutex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfMutex {
    Request,
    Acquire,
    Release,
    TryLock,
}

/// The actions on a reader-writer lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfRwLock {
    /// A writer takes its ticket.
    Request,
    /// The writer waits for the writer and the readers in front of it.
    Acquire,
    Release,
    /// A reader takes its place behind a writer.
    Share,
    /// Follows `Share`: the reader waits until that writer has released the lock.
    AcquireShared,
    ReleaseShared,
    /// Acquires the lock for reading, without waiting, if no writer holds it or has requested it.
    TryShare,
}

/// The actions on a reader-writer lock whose operations are in one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfRwQueue {
    /// A writer acquires the lock if it is free, or enqueues.
    Ask,
    /// Follows an `Ask` that found the lock held: the writer waits for all threads in front of it.
    Acquire,
    Release,
    /// A reader acquires the lock if no writer holds it or waits, or enqueues.
    AskShared,
    /// Follows an `AskShared` that found a writer: the reader waits for the writers in front of
    /// it.
    AcquireShared,
    ReleaseShared,
    /// Acquires the lock for writing, without waiting, if it is free.
    TryWrite,
    /// Acquires the lock for reading, without waiting, if no writer holds it or waits for it.
    TryRead,
}

/// The actions on a condition variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfCondvar {
    /// Chooses whether the wait ends spuriously, where that is possible.
    Begin,
    Enqueue,
    /// Waits for a notification.
    Wake,
    /// Ends a wait with a time limit at once, either by a notification or by the limit.
    WakeTimed,
    /// Ends a spurious wait, before the request of the lock.
    Rouse,
    NotifyOne,
    NotifyAll,
}

/// The actions on the park token of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfPark {
    /// Chooses whether the park returns spuriously, where that is possible.
    Begin,
    Park,
    /// A park with a time limit.
    ParkTimed,
    /// The number is that of the thread whose token becomes available.
    Unpark(u8),
}

/// The actions on a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfChannel {
    /// Sends a message: the send takes the next place in the channel, or finds it closed.
    Send,
    /// Behind a send on a bounded channel: waits until the receiver has taken this
    /// many messages.
    Admit(u32),
    /// Waits for the message with this number.
    Receive(u32),
    /// Takes the message with this number, if the channel has it.
    TryReceive(u32),
    /// Drops the receiver and the messages that it did not take. Those up to this number had room.
    Close(u32),
    CloneSender,
    DropSender,
}

/// The actions on a bounded channel on which a thread calls `try_send`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfBounded {
    /// Sends a message, if the channel with this bound has room.
    TrySend(u32),
    /// Follows a send: waits until the receiver has taken this many messages.
    Admit(u32),
    /// Follows a receive: takes its message.
    Take,
    /// Takes the next message, if the channel has it.
    TryTake,
    /// On a channel with a bound of 0: the receiver asks for the next message.
    Offer,
    /// Follows an `Offer` that found no message: waits for the message with this number.
    Accept(u32),
    /// As `Offer`, with a time limit.
    OfferTimed,
    /// Follows an `OfferTimed` that found no message: takes the message with this number if a
    /// thread has sent it, and withdraws the offer otherwise.
    Expire(u32),
    /// Clones a sender.
    Enroll,
    /// Drops a sender.
    Leave,
}

/// The actions on a one-time initialization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfOnce {
    /// The first thread that enters begins the initialization.
    Enter,
    /// Marks the initialization complete.
    Complete,
    /// Reads whether the initialization is complete, without waiting.
    Look,
    /// Waits until the initialization is complete, alone or after an `Enter` that found it begun.
    AwaitCompletion,
}

/// The actions on a barrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfBarrier {
    /// Arrives at the barrier, in no order with other arrivals.
    Come,
    /// Waits until the group is complete: `parties` threads have each arrived `time` times.
    Meet { time: u32, parties: u32 },
    /// Arrives at the barrier, in one order with all other arrivals.
    Arrive,
    /// Waits for this many arrivals; the last `parties` of them are the group.
    Pass { arrivals: u32, parties: u32 },
}

/// The actions on a semaphore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum OfSemaphore {
    /// Asks for a permit, in no order with other threads.
    Want,
    /// Follows a `Want`: waits for the permit with this number, from 1.
    Get(u64),
    /// Releases this many permits, in no order with other threads.
    Give(u64),
    /// Takes the next place in the queue.
    Ask,
    /// Follows an `Ask`: waits for the permit with this number, from 1.
    Acquire(u64),
    /// Releases this many permits.
    Release(u64),
    /// Takes a permit, or enqueues the thread.
    Take,
    /// Follows a `Take` that found no permit: waits for the permit that the thread is due.
    Await,
    /// Takes a permit, if one is available.
    TryTake,
}

impl Action {
    /// Whether both actions are the same except for their values.
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

    /// Whether the action `now` repeats this recorded action.
    #[inline(always)]
    pub(in crate::explore) fn is_repeated_by(&self, now: &Self) -> bool {
        match (self, now) {
            // The engine assigns the number of a child, so the two may differ.
            (Self::Thread(OfThread::Spawn(_)), Self::Thread(OfThread::Spawn(_))) => true,
            // This function runs for every operation of every execution, so the frequent cases
            // avoid a call.
            (Self::Mutex(recorded), Self::Mutex(now)) => recorded == now,
            (Self::Condvar(recorded), Self::Condvar(now)) => recorded == now,
            (Self::Atomic(recorded), Self::Atomic(now)) => recorded == now,
            _ => self == now,
        }
    }
}

impl OfAtomic {
    /// The value that the action compares with, and the value that it writes or applies; 0 where
    /// it has none. `None` for a load and a fence, which have neither.
    pub(in crate::explore) fn operands(self) -> Option<[u64; 2]> {
        match self {
            Self::Load | Self::Fence => None,
            Self::Store(new) | Self::Update(_, new) => Some([0, new]),
            Self::CompareExchange { expected, new, .. } => Some([expected, new]),
        }
    }

    /// The same action with other operands.
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
