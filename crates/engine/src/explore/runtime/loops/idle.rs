//! Events that change nothing together.

use crate::explore::graph::primitive::holders::FREE;
use crate::explore::graph::{
    Action, Label, Node, ObjectIndex, OfAtomic, OfBounded, OfMutex, OfRwLock, OfRwQueue,
};

/// Events that change nothing together, from the last one back.
#[derive(Default)]
pub(super) struct Idle {
    /// The locks that are released in them and not taken: alone, or shared. No more than this
    /// are looked at; a list on the heap would cost more than the rest.
    open: [Option<(ObjectIndex, bool)>; 4],
}

impl Idle {
    /// Takes in the event in front; returns whether they still may change nothing.
    pub(super) fn admits(&mut self, node: &Node) -> bool {
        let object = node.operation.object;
        match node.operation.action {
            Action::Mutex(OfMutex::Release) | Action::RwLock(OfRwLock::Release) => {
                self.opens((object, false))
            }
            Action::RwLock(OfRwLock::ReleaseShared) => self.opens((object, true)),
            Action::Mutex(OfMutex::Acquire)
            | Action::RwLock(OfRwLock::Acquire | OfRwLock::AcquireShared) => true,
            Action::Mutex(OfMutex::Request) | Action::RwLock(OfRwLock::Request) => {
                self.closes((object, false))
            }
            Action::Mutex(OfMutex::TryLock) => !node.writes || self.closes((object, false)),
            Action::RwLock(OfRwLock::Share) => self.closes((object, true)),
            Action::RwLock(OfRwLock::TryShare) => node.read != FREE || self.closes((object, true)),
            Action::RwQueue(OfRwQueue::Release) => self.opens((object, false)),
            Action::RwQueue(OfRwQueue::ReleaseShared) => self.opens((object, true)),
            Action::RwQueue(OfRwQueue::Acquire | OfRwQueue::AcquireShared) => true,
            Action::RwQueue(action) => !node.writes || self.closes((object, !action.writes())),
            // A receiver that waited in vain has asked for a message and taken that back.
            Action::Bounded(OfBounded::Expire(_)) => node.writes && self.opens((object, false)),
            Action::Bounded(OfBounded::OfferTimed) => self.closes((object, false)),
            Action::Atomic(OfAtomic::Fence) => true,
            _ => leaves_no_trace(node),
        }
    }

    /// A lock is taken that is released behind.
    fn closes(&mut self, lock: (ObjectIndex, bool)) -> bool {
        let found = self.open.iter_mut().find(|open| **open == Some(lock));
        found.and_then(Option::take).is_some()
    }

    /// A lock is released; whether there is room for it.
    fn opens(&mut self, lock: (ObjectIndex, bool)) -> bool {
        let room = self.open.iter_mut().find(|open| open.is_none());
        room.map(|open| *open = Some(lock)).is_some()
    }

    /// Whether each lock that is released in them is also taken in them.
    pub(super) fn is_closed(&self) -> bool {
        self.open.iter().all(Option::is_none)
    }
}

/// Whether the event changes nothing: a read, or a read-modify-write that wrote the value it
/// read (the swap of a test-and-set lock that is taken).
pub(super) fn leaves_no_trace(node: &Node) -> bool {
    node.reads() && (!node.writes || node.written == node.read)
}

/// Whether the operation may be the first one of what may be a round.
#[inline(always)]
pub(in crate::explore::runtime) fn may_be_first(operation: &Label) -> bool {
    operation.reads() || operation.action == OfAtomic::Fence
}

/// Whether the event is an end of what may be a round.
pub(super) fn may_be_last(node: &Node) -> bool {
    match node.operation.action {
        Action::Mutex(OfMutex::Release)
        | Action::RwLock(OfRwLock::Release | OfRwLock::ReleaseShared)
        | Action::RwQueue(OfRwQueue::Release | OfRwQueue::ReleaseShared)
        | Action::Atomic(OfAtomic::Fence) => true,
        Action::Bounded(OfBounded::Expire(_)) => node.writes,
        _ => leaves_no_trace(node),
    }
}

/// Whether the events from here on, up to one that comes later, change nothing.
pub(super) fn is_idle(events: &[Node]) -> bool {
    let mut idle = Idle::default();
    events.iter().rev().all(|node| idle.admits(node)) && idle.is_closed()
}
