//! The writes from which an event may read, and the place of its own write.

use super::{Class, EventId, Graph, Label};

/// The place right behind the write that a read-modify-write reads from.
pub(in crate::explore) enum Slot {
    /// The write takes this place in coherence order.
    Free(usize),
    /// Another read-modify-write has the place.
    Taken(EventId),
}

impl Graph {
    /// The source and the choice of an event that has only one.
    #[inline]
    pub(in crate::explore) fn settled(&self, thread: u8, operation: &Label) -> (EventId, u8) {
        operation.action.settled(&self.asks(thread, operation))
    }

    /// The number of choices that the event has with its present source.
    #[inline]
    pub(in crate::explore) fn alternatives(&self, id: EventId) -> u8 {
        let node = self.node(id);
        let action = node.operation.action;
        action.alternatives(node.read, self.rules.spurious)
    }

    /// Whether an event may read from this write. Only an operation that looks reads from a
    /// release; a request passes over it.
    pub(in crate::explore) fn may_be_read(&self, write: EventId) -> bool {
        self.has_looks || !self.is_release(write)
    }

    /// The first place in coherence order from which the last event of a thread may
    /// read.
    pub(in crate::explore) fn first_source(&self, id: EventId) -> usize {
        let operation = &self.node(id).operation;
        let bound = self.lower_bound_before(id);
        // A request enqueues behind the holder, not behind the holder's release.
        let own = self.is_release(self.write_at(operation.object, bound));
        bound - usize::from(own && operation.queues())
    }

    /// The write at this place, if the event may read from it.
    #[inline]
    pub(in crate::explore) fn source_at(&self, id: EventId, place: usize) -> Option<EventId> {
        let operation = &self.node(id).operation;
        let write = self.write_at(operation.object, place);
        self.may_read(operation, write).then_some(write)
    }

    /// Whether an operation that reads may read from this write.
    #[inline]
    pub(in crate::explore) fn may_read(&self, operation: &Label, write: EventId) -> bool {
        !(operation.queues() && self.is_release(write)) && operation.action.may_read(self, write)
    }

    /// The slot behind the source of a read-modify-write. Atomicity demands this place: no write
    /// may come between the source and the write.
    pub(in crate::explore) fn slot(&self, id: EventId) -> Slot {
        let place = self.place_of_slot(id);
        let node = self.node(id);
        match self.object(node.operation.object).coherence.get(place - 1) {
            Some(&next) if next != id && self.holds_slot(next, node.source) => Slot::Taken(next),
            _ => Slot::Free(place),
        }
    }

    /// The place of that slot, free or taken.
    #[inline(always)]
    pub(in crate::explore) fn place_of_slot(&self, id: EventId) -> usize {
        let node = self.node(id);
        let behind = self.position(node.source);
        let next = self.object(node.operation.object).coherence.get(behind);
        let released = node.operation.queues() && next.is_some_and(|&w| self.is_release(w));
        behind + 1 + usize::from(released)
    }

    /// Whether atomicity fixes a write directly behind `source`. On a lock every holder is fixed
    /// so.
    fn holds_slot(&self, write: EventId, source: EventId) -> bool {
        let node = self.node(write);
        match self.object(node.operation.object).class {
            Class::Mutex | Class::RwLock => true,
            _ => node.reads() && node.source == source,
        }
    }

    /// Whether a store may stand at this place, which must not lie between a read-modify-write and
    /// its source.
    pub(in crate::explore) fn may_store_at(&self, object: u32, place: usize) -> bool {
        match self.object(object).coherence.get(place - 1) {
            Some(&next) => {
                let node = self.node(next);
                !(node.reads() && node.source == self.write_at(object, place - 1))
            }
            None => true,
        }
    }
}
