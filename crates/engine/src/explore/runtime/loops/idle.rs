//! Events that together change nothing.

use crate::explore::graph::primitive::holders::FREE;
use crate::explore::graph::{
    Action, Label, Node, ObjectIndex, OfAtomic, OfBounded, OfMutex, OfRwLock, OfRwQueue,
};

/// Events that together change nothing, collected from the last one back.
#[derive(Default)]
pub(super) struct Idle {
    /// The locks that these events release without a matching acquire, and whether the hold was
    /// exclusive. The array limits their number; a list on the heap would cost more than the rest.
    open: [Option<(ObjectIndex, bool)>; 4],
}

impl Idle {
    /// Adds the event in front. Returns whether the events may still change nothing together.
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
            // A receiver whose time limit passed offered to take a message and withdrew the offer.
            Action::Bounded(OfBounded::Expire(_)) => node.writes && self.opens((object, false)),
            Action::Bounded(OfBounded::OfferTimed) => self.closes((object, false)),
            Action::Atomic(OfAtomic::Fence) => true,
            _ => leaves_no_trace(node),
        }
    }

    /// Notes the acquire of a lock that a later event releases.
    fn closes(&mut self, lock: (ObjectIndex, bool)) -> bool {
        let found = self.open.iter_mut().find(|open| **open == Some(lock));
        found.and_then(Option::take).is_some()
    }

    /// Notes the release of a lock. Returns whether the array had room for it.
    fn opens(&mut self, lock: (ObjectIndex, bool)) -> bool {
        let room = self.open.iter_mut().find(|open| open.is_none());
        room.map(|open| *open = Some(lock)).is_some()
    }

    /// Whether the events acquire each lock that they release.
    pub(super) fn is_closed(&self) -> bool {
        self.open.iter().all(Option::is_none)
    }
}

/// Whether the event changes nothing: a read, or a read-modify-write that wrote the value it read
/// (the swap on a held test-and-set lock).
pub(super) fn leaves_no_trace(node: &Node) -> bool {
    node.reads() && (!node.writes || node.written == node.read)
}

/// Whether a round may begin with this operation.
#[inline(always)]
pub(in crate::explore::runtime) fn may_be_first(operation: &Label) -> bool {
    operation.reads() || operation.action == OfAtomic::Fence
}

/// Whether a round may end with this event.
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

/// Whether these events together change nothing.
pub(super) fn is_idle(events: &[Node]) -> bool {
    let mut idle = Idle::default();
    events.iter().rev().all(|node| idle.admits(node)) && idle.is_closed()
}
