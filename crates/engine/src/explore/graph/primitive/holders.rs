//! The chain of a lock's holders, each with its release behind it.
//!
//! For a mutex the chain has every holder, for a reader-writer lock every writer.

use super::{Primitive, rwqueue};
use crate::explore::graph::{
    Action, EventId, Graph, Node, ObjectIndex, OfMutex, OfRwLock, OfRwQueue,
};

/// The value of a lock that no thread holds exclusively.
pub(in crate::explore) const FREE: u64 = 0;

/// A hold of a lock by a thread: exclusive, or shared with other readers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::explore) struct Hold {
    lock: ObjectIndex,
    alone: bool,
}

impl Hold {
    /// Whether a thread with these events holds the lock in a way that excludes this hold.
    pub(in crate::explore) fn is_excluded_by(self, events: &[Node]) -> bool {
        let holds = |alone| {
            let hold = Some(Self { alone, ..self });
            let begun = events.iter().filter(|n| n.hold_begun() == hold);
            let ended = events.iter().filter(|n| n.hold_ended() == hold);
            begun.count() > ended.count()
        };
        holds(true) || self.alone && holds(false)
    }

    /// Whether this hold excludes a hold that one of these events begins.
    pub(in crate::explore) fn excludes_some(self, events: &[Node]) -> bool {
        let mut holds = events.iter().filter_map(Node::hold_begun);
        holds.any(|other| other.lock == self.lock && (other.alone || self.alone))
    }
}

impl Node {
    /// The hold that this event begins.
    pub(in crate::explore) fn hold_begun(&self) -> Option<Hold> {
        let (begins, alone) = match self.operation.action {
            Action::Mutex(OfMutex::Acquire) => (true, true),
            Action::Mutex(OfMutex::TryLock) => (self.writes, true),
            Action::RwLock(OfRwLock::Acquire) => (true, true),
            Action::RwLock(OfRwLock::AcquireShared) => (true, false),
            Action::RwLock(OfRwLock::TryShare) => (self.read == FREE, false),
            Action::RwQueue(action) if action.waits() => (true, action.writes()),
            Action::RwQueue(action) if action.takes() => {
                let writes = action.writes();
                (rwqueue::admits(writes, self.read), writes)
            }
            _ => (false, false),
        };
        begins.then_some(Hold {
            lock: self.operation.object,
            alone,
        })
    }

    /// The hold that this event ends.
    fn hold_ended(&self) -> Option<Hold> {
        let alone = match self.operation.action {
            Action::Mutex(OfMutex::Release)
            | Action::RwLock(OfRwLock::Release)
            | Action::RwQueue(OfRwQueue::Release) => true,
            Action::RwLock(OfRwLock::ReleaseShared) | Action::RwQueue(OfRwQueue::ReleaseShared) => {
                false
            }
            _ => return None,
        };
        Some(Hold {
            lock: self.operation.object,
            alone,
        })
    }
}

impl Action {
    /// Whether the action takes a ticket: a request of a mutex, or a writer's request of a
    /// reader-writer lock.
    pub(in crate::explore) fn takes_ticket(self) -> bool {
        matches!(
            self,
            Self::Mutex(OfMutex::Request) | Self::RwLock(OfRwLock::Request)
        )
    }
}

impl Graph {
    /// The release that ends the hold of this request or successful try_lock, if the graph has it.
    pub(in crate::explore) fn release_of(&self, holder: EventId) -> Option<EventId> {
        let node = self.node(holder);
        let next = *self
            .object(node.operation.object)
            .coherence
            .get(usize::from(node.position))?;
        self.is_release(next).then_some(next)
    }

    /// Whether the lock is free behind this holder: the graph has its release.
    pub(super) fn has_released(&self, holder: EventId) -> bool {
        holder.is_initial() || self.release_of(holder).is_some()
    }

    /// The request or try_lock by which the thread holds this lock exclusively.
    pub(super) fn hold_of(&self, thread: u8, lock: ObjectIndex) -> Option<EventId> {
        self.last_on(thread, lock, |n| {
            let action = n.operation.action;
            n.writes && (action.takes_ticket() || action == OfMutex::TryLock)
        })
    }

    /// The thread that holds a lock exclusively at the end of the graph.
    pub(in crate::explore) fn holder(&self, lock: ObjectIndex) -> Option<u8> {
        let granted = |id: EventId| {
            let action = self.node(id).operation.action;
            match action.takes_ticket() {
                true => self.behind(id).is_some(),
                false => action == OfMutex::TryLock,
            }
        };
        let mut chain = self.object(lock).coherence.iter().copied();
        let held = chain.find(|&id| granted(id) && self.release_of(id).is_none());
        held.map(|held| held.thread)
            .or_else(|| self.queue_holder(lock))
    }
}
