//! What a thread asks for: the label of an event.

use std::panic::Location;
use std::sync::atomic::Ordering;

use super::channel::CLOSED;
use super::{Update, ValueType};

/// Where in the student's source an operation stands.
pub(crate) type Place = &'static Location<'static>;

/// The number of an object in a graph.
pub(in crate::explore) type ObjectIndex = u32;

/// The "object" of an event that has none.
pub(in crate::explore) const NO_OBJECT: ObjectIndex = u32::MAX;

/// One operation of a thread: what it does, to what, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(in crate::explore) struct Operation {
    pub(in crate::explore) action: Action,
    pub(in crate::explore) object: ObjectIndex,
    /// The ordering that the program named; Relaxed where it has none.
    pub(in crate::explore) ordering: Ordering,
    pub(in crate::explore) place: Place,
    /// Whether a spin hint came between the thread's last operation and this.
    pub(in crate::explore) hinted: bool,
}

impl Operation {
    #[inline]
    pub(in crate::explore) fn new(
        action: Action,
        object: ObjectIndex,
        ordering: Ordering,
        place: Place,
    ) -> Self {
        Self {
            action,
            object,
            ordering,
            place,
            hinted: false,
        }
    }
}

/// The kinds of operations.
///
/// A lock is taken by two of them. `Request` takes a ticket: requests of one
/// mutex form a chain, and the chain is the order in which it will be held.
/// `Acquire` has no choice left: it waits until the predecessor's `Release`.
/// (Were the request not schedulable while the mutex is held, then some deadlocks
/// would never be found: the request must exist to be reordered.)
///
/// On a reader-writer lock the requests are those of the writers; a reader's `Share`
/// reads from one of them without an effect on the chain, so readers are independent
/// of each other. An `Acquire` there also waits for the readers in front of it.
///
/// A wait on a condition variable is `Enqueue`, `Release`, `Wake`, `Request`,
/// `Acquire`; the value of a condition variable is the bit set of the threads
/// that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Action {
    Start,
    End,
    Spawn(u8),
    Join(u8),
    Load,
    Store(u64),
    Update(Update, u64),
    CompareExchange {
        expected: u64,
        new: u64,
        failure: Ordering,
        weak: bool,
    },
    Fence,
    Request,
    Acquire,
    Release,
    TryLock,
    /// Asks to read what a reader-writer lock guards: behind which writer.
    Share,
    /// Behind `Share`: waits until that writer has let go.
    AcquireShared,
    ReleaseShared,
    /// The same without waiting, if no writer holds the lock or has asked for it.
    TryShare,
    Enqueue,
    /// Waits for a notification.
    Wake,
    /// Goes on at once: notified, or spuriously.
    WakeAnyway,
    /// The same, where the wait has a limit in time: notified, or too late.
    WakeTimed,
    NotifyOne,
    NotifyAll,
    Park,
    Unpark(u8),
    /// Sends a message: takes the next place in the channel, or finds it closed.
    Send,
    /// Behind a send on a bounded channel: waits until the receiver has taken this
    /// many messages.
    Admit(u32),
    /// Waits for the message of this number.
    Receive(u32),
    /// Takes the message of this number, if it is there.
    TryReceive(u32),
    /// The receiver goes.
    Close,
    CloneSender,
    DropSender,
    /// Comes to what is to be done once: the first one (value 0) begins it (1).
    Enter,
    /// It is done (2).
    Complete,
    /// Looks whether it is done.
    Look,
    /// Behind an `Enter` that found it begun: waits until it is done.
    AwaitCompletion,
    /// Comes to a barrier.
    Arrive,
    /// Waits until so many threads have come, the last `parties` of them together.
    Pass {
        arrivals: u32,
        parties: u32,
    },
}

impl Action {
    /// Whether the event has a choice of the write that it reads from.
    pub(in crate::explore) fn reads(self) -> bool {
        use Action::*;
        matches!(
            self,
            Load | Update(..)
                | CompareExchange { .. }
                | Request
                | TryLock
                | Share
                | TryShare
                | Enqueue
                | WakeAnyway
                | WakeTimed
                | NotifyOne
                | NotifyAll
                | Park
                | Unpark(_)
                | Send
                | TryReceive(_)
                | Close
                | Arrive
                | Enter
                | Complete
                | Look
        )
    }

    /// Whether it is an operation on memory or a lock: a step of a schedule.
    /// (`Acquire` is part of its request's step, `Admit` and `Pass` are ends of
    /// what began before.)
    pub(in crate::explore) fn is_step(self) -> bool {
        use Action::*;
        !matches!(
            self,
            Start
                | End
                | Spawn(_)
                | Join(_)
                | Acquire
                | AcquireShared
                | Wake
                | Admit(_)
                | CloneSender
                | Pass { .. }
                | AwaitCompletion
        )
    }
}

/// What an event does with the value that it read: the new value of the object,
/// if it writes one.
///
/// `choice` is 0 for the obvious alternative. A weak compare-exchange fails
/// spuriously with 1; a notification wakes the `choice`-th waiter.
pub(in crate::explore) fn written(
    action: Action,
    thread: u8,
    value_type: ValueType,
    read: u64,
    choice: u8,
) -> Option<u64> {
    let bit = 1 << thread;
    match action {
        Action::Store(value) => Some(value),
        Action::Update(update, operand) => Some(updated(update, value_type, read, operand)),
        Action::CompareExchange { expected, new, .. } => {
            (read == expected && choice == 0).then_some(new)
        }
        Action::Request => Some(1),
        Action::Release => Some(0),
        Action::TryLock => (read == 0).then_some(1),
        Action::Enqueue => Some(read | bit),
        Action::WakeAnyway | Action::WakeTimed => (read & bit != 0).then_some(read & !bit),
        Action::NotifyOne => Some(match waiter(read, choice) {
            Some(woken) => read & !(1 << woken),
            None => read,
        }),
        Action::NotifyAll => Some(0),
        Action::Park => Some(0),
        Action::Unpark(_) => Some(1),
        Action::Send => (read & CLOSED == 0).then_some(read + 1),
        Action::Arrive => Some(read + 1),
        Action::Enter => (read == 0).then_some(1),
        Action::Complete => Some(2),
        Action::Close => Some(read | CLOSED),
        _ => None,
    }
}

/// The `choice`-th thread in a bit set, lowest first.
pub(in crate::explore) fn waiter(bits: u64, choice: u8) -> Option<u8> {
    (0..64)
        .filter(|t| bits & (1 << t) != 0)
        .nth(usize::from(choice))
}

/// How many alternatives an event has that read this value.
pub(in crate::explore) fn choices(action: Action, read: u64, spurious: bool) -> u8 {
    match action {
        Action::CompareExchange { expected, weak, .. } if weak && spurious && read == expected => 2,
        // At most one waiter per thread, so the count fits.
        Action::NotifyOne => u8::try_from(read.count_ones().max(1)).unwrap_or(1),
        _ => 1,
    }
}

fn updated(update: Update, value_type: ValueType, old: u64, operand: u64) -> u64 {
    let value = match update {
        Update::Swap => operand,
        Update::Add => old.wrapping_add(operand),
        Update::Sub => old.wrapping_sub(operand),
        Update::And => old & operand,
        Update::Nand => !(old & operand),
        Update::Or => old | operand,
        Update::Xor => old ^ operand,
        Update::Max if value_type.less(old, operand) => operand,
        Update::Min if value_type.less(operand, old) => operand,
        Update::Max | Update::Min => old,
    };
    value_type.truncate(value)
}
