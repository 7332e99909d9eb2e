//! Coherence order: the order of the writes to one object.

use std::ops::RangeInclusive;

use super::{Class, Clock, EventId, Graph, ObjectIndex, ObjectRecord, Placing};

impl Graph {
    /// The value that a write left in the object.
    pub(super) fn value_of(&self, object: ObjectIndex, write: EventId) -> u64 {
        if write.is_initial() {
            self.object(object).initial
        } else {
            self.node(write).written
        }
    }

    /// The newest value of an object: the last in coherence order.
    pub(in crate::explore) fn newest_value(&self, object: ObjectIndex) -> u64 {
        let last = self.write_at(object, self.object(object).coherence.len());
        self.value_of(object, last)
    }

    /// The write at a place in coherence order; place 0 is the initial write.
    pub(in crate::explore) fn write_at(&self, object: ObjectIndex, position: usize) -> EventId {
        match position {
            0 => EventId::INITIAL,
            p => self.object(object).coherence[p - 1],
        }
    }

    /// The place of a write in its object's coherence order.
    pub(in crate::explore) fn position(&self, write: EventId) -> usize {
        if write.is_initial() {
            0
        } else {
            usize::from(self.node(write).position)
        }
    }

    /// Whether this write releases a lock that its thread alone has held.
    pub(in crate::explore) fn is_release(&self, write: EventId) -> bool {
        !write.is_initial() && self.node(write).operation.placing() == Placing::BehindHold
    }

    /// Inserts a write at this place in coherence order. The writes from there on move back by
    /// one.
    #[inline]
    pub(in crate::explore) fn place(&mut self, id: EventId, position: usize) {
        let object = self.node(id).operation.object as usize;
        self.objects[object].coherence.insert(position - 1, id);
        self.renumber(object, position);
    }

    /// Removes a write from coherence order.
    pub(in crate::explore) fn unplace(&mut self, id: EventId) {
        let position = self.position(id);
        let object = self.node(id).operation.object as usize;
        self.objects[object].coherence.remove(position - 1);
        self.node_mut(id).position = 0;
        self.renumber(object, position);
    }

    /// Stores the places in the events, from this place on.
    #[inline(always)]
    pub(super) fn renumber(&mut self, object: usize, from: usize) {
        let writes = &self.objects[object].coherence[from - 1..];
        for (&id, position) in writes.iter().zip(from..) {
            let nodes = &mut self.threads[usize::from(id.thread)];
            nodes[usize::from(id.index)].position =
                u16::try_from(position).expect("the step limit");
        }
    }

    /// The first place in coherence order that an event with this past may read. Its past
    /// overwrites every write in front.
    ///
    /// The past is enough because a new event is always the last of its thread: no later event of
    /// the thread has read a newer write.
    pub(in crate::explore) fn lower_bound(&self, object: ObjectIndex, past: &Clock) -> usize {
        let ObjectRecord {
            class, coherence, ..
        } = self.object(object);
        // The past often has the newest write. For memory that write is the bound. For a lock, a
        // later event of the past may read from an earlier place.
        if class.is_memory() && coherence.last().is_none_or(|&newest| past.holds(newest)) {
            return coherence.len();
        }
        let mut bound = 0;
        for (thread, nodes) in self.threads.iter().enumerate() {
            let known = past.count(thread).min(nodes.len());
            let known = nodes[..known].iter().rev();
            let mut places = known
                .filter(|n| n.operation.object == object && (n.position > 0 || n.reads()))
                .map(|node| match node.writes && node.position > 0 {
                    true => usize::from(node.position),
                    false => self.position(node.source),
                });
            let place = match class {
                // A receive reads from the message with its number, which may stand in front of a
                // message that its thread has sent.
                Class::Channel => places.max(),
                _ => places.next(),
            };
            bound = bound.max(place.unwrap_or(0));
        }
        bound
    }

    /// The same bound for the last event of a thread, from the past in front of it.
    pub(in crate::explore) fn lower_bound_before(&self, id: EventId) -> usize {
        match id.previous() {
            Some(previous) => {
                let past = &self.node(previous).pasts.before;
                self.lower_bound(self.node(id).operation.object, past)
            }
            None => 0,
        }
    }

    /// The number of writes that directly follow a write of another thread in the coherence order
    /// of their object. The acquire and the release of a lock count as writes.
    pub(in crate::explore) fn contended_writes(&self) -> usize {
        let neighbours = self.objects.iter().flat_map(|o| o.coherence.windows(2));
        neighbours
            .filter(|pair| pair[0].thread != pair[1].thread)
            .count()
    }

    /// The distances from the newest place, from 1 on, at which a read or a write of this object
    /// may stand.
    pub(super) fn places_back(&self, object: ObjectIndex) -> RangeInclusive<u16> {
        let count = self.object(object).coherence.len();
        1..=u16::try_from(count).unwrap_or(u16::MAX)
    }
}
