//! Which writes an event may read from, and where its own write then stands.

use super::{Class, EventId, Graph, Label};

/// The place right behind the write that a read-modify-write reads from.
pub(in crate::explore) enum Slot {
    /// It is free: the write takes this place in coherence order.
    Free(usize),
    /// Another read-modify-write has it.
    Taken(EventId),
}

impl Graph {
    /// Where an event without a choice reads from, and its choice.
    #[inline]
    pub(in crate::explore) fn settled(&self, thread: u8, operation: &Label) -> (EventId, u8) {
        operation.action.settled(&self.asks(thread, operation))
    }

    /// How many choices the event has with the source it has now.
    #[inline]
    pub(in crate::explore) fn alternatives(&self, id: EventId) -> u8 {
        let node = self.node(id);
        let action = node.operation.action;
        action.alternatives(node.read, self.rules.spurious)
    }

    /// Whether there may be an event that reads from this write. A release is read by looks
    /// alone: a request passes over it.
    pub(in crate::explore) fn may_be_read(&self, write: EventId) -> bool {
        self.has_looks || !self.is_release(write)
    }

    /// The first place in coherence order from which the last event of a thread may
    /// read.
    pub(in crate::explore) fn first_source(&self, id: EventId) -> usize {
        let operation = &self.node(id).operation;
        let bound = self.lower_bound_before(id);
        // What a request queues behind is the holder, not its release.
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

    /// The slot behind the source of a read-modify-write. It has to be there
    /// exactly: nothing may come between what it reads and what it writes.
    pub(in crate::explore) fn slot(&self, id: EventId) -> Slot {
        let place = self.place_of_slot(id);
        let node = self.node(id);
        match self.object(node.operation.object).coherence.get(place - 1) {
            Some(&next) if next != id && self.holds_slot(next, node.source) => Slot::Taken(next),
            _ => Slot::Free(place),
        }
    }

    /// The place of that slot, be it free or not.
    #[inline(always)]
    pub(in crate::explore) fn place_of_slot(&self, id: EventId) -> usize {
        let node = self.node(id);
        let behind = self.position(node.source);
        let next = self.object(node.operation.object).coherence.get(behind);
        let released = node.operation.queues() && next.is_some_and(|&w| self.is_release(w));
        behind + 1 + usize::from(released)
    }

    /// Whether a write stands where it does because it must: right behind
    /// `source`, with nothing in between. On a mutex every holder does.
    fn holds_slot(&self, write: EventId, source: EventId) -> bool {
        let node = self.node(write);
        match self.object(node.operation.object).class {
            Class::Mutex | Class::RwLock => true,
            _ => node.reads() && node.source == source,
        }
    }

    /// Whether a plain store may stand at this place: not between a
    /// read-modify-write and what it read.
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
