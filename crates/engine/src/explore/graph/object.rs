//! Objects: memory and locks.

use super::{EventId, ObjectIndex, ValueType};

/// The kind of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectKind {
    /// An atomic of the type with this name (`AtomicU64`).
    Atomic(&'static str, ValueType),
    /// Plain memory whose accesses are events (`PlainCell`).
    Plain(ValueType),
    /// Plain memory whose accesses are only checked for races (`UnsafeCell`).
    Cell,
    /// A mutex.
    Mutex,
    /// A reader-writer lock.
    RwLock,
    /// A condition variable, or the token of a parked thread.
    Condvar,
    /// A channel.
    Channel,
    /// A barrier.
    Barrier,
    /// A semaphore.
    Semaphore,
    /// A one-time initialization, of the type with this name.
    Once(&'static str),
}

/// The name of an object across executions: the thread that created it, and its number among that
/// thread's objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::explore) enum ObjectKey {
    /// The n-th object that this thread created.
    Created(u8, u32),
    /// The static with this number, which is unique in the process.
    Static(u32),
    /// The token of this thread, for park and unpark.
    Token(u8),
    /// The queue of the semaphore with this index.
    Queue(ObjectIndex),
}

/// An object, with its writes in coherence order.
#[derive(Debug)]
pub(in crate::explore) struct ObjectRecord {
    pub(in crate::explore) key: ObjectKey,
    pub(in crate::explore) class: Class,
    pub(in crate::explore) value_type: ValueType,
    pub(in crate::explore) initial: u64,
    /// The writes from first to last, without the initial write.
    pub(in crate::explore) coherence: Vec<EventId>,
}

/// The rules that the events of an object follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Class {
    /// An atomic: the rules of the memory model.
    Atomic,
    /// Plain memory: the rules of a relaxed atomic, and a check for data races.
    Plain,
    /// A mutex: a chain of holders, each with its release behind it.
    Mutex,
    /// A reader-writer lock: the same chain of writers, and readers between them.
    RwLock,
    /// A condition variable, a token, a barrier or a semaphore: a chain of read-modify-writes.
    Chain,
    /// A channel: a chain of sends, with receives and the ends of senders beside it.
    Channel,
    /// Memory whose accesses are no events.
    Cell,
}

impl Class {
    pub(in crate::explore) fn of(kind: ObjectKind) -> Self {
        match kind {
            ObjectKind::Atomic(..) => Self::Atomic,
            ObjectKind::Plain(..) => Self::Plain,
            ObjectKind::Mutex => Self::Mutex,
            ObjectKind::RwLock => Self::RwLock,
            ObjectKind::Condvar
            | ObjectKind::Barrier
            | ObjectKind::Semaphore
            | ObjectKind::Once(_) => Self::Chain,
            ObjectKind::Channel => Self::Channel,
            ObjectKind::Cell => Self::Cell,
        }
    }

    /// Whether the object is memory, so that the memory model applies to it.
    pub(in crate::explore) fn is_memory(self) -> bool {
        matches!(self, Self::Atomic | Self::Plain)
    }
}

impl Clone for ObjectRecord {
    fn clone(&self) -> Self {
        Self {
            coherence: self.coherence.clone(),
            ..*self
        }
    }

    fn clone_from(&mut self, other: &Self) {
        let mut coherence = std::mem::take(&mut self.coherence);
        coherence.clone_from(&other.coherence);
        *self = Self {
            coherence,
            ..*other
        };
    }
}
