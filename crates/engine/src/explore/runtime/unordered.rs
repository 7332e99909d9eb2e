//! What threads ask of objects that have no order, or not yet: see `orders`.

use super::orders::ObjectOrder;
use super::state::State;
use crate::explore::graph::{
    EventId, Node, ObjectIndex, ObjectKey, ObjectKind, OfBarrier, OfSemaphore, Place,
};

impl State {
    /// The order that this object has.
    pub(in crate::explore) fn order_of(&self, object: ObjectIndex) -> Option<ObjectOrder> {
        let place = self.infos[object as usize].place;
        self.orders.known.get(place).copied()
    }

    /// Something depends on such an order at this object: the exploration begins anew.
    /// Returns false if the execution has been noted already, and its threads come to their
    /// ends.
    pub(in crate::explore) fn order(&mut self, object: ObjectIndex, order: ObjectOrder) -> bool {
        if self.is_finishing() {
            return false;
        }
        let place = self.infos[object as usize].place;
        self.orders.learn(place, order);
        self.orders.restart = true;
        true
    }

    /// The running thread has come to a barrier without an order, which is for this many
    /// threads. Returns for which time it has come, from 1.
    pub(in crate::explore) fn note_arrival(
        &mut self,
        thread: u8,
        barrier: ObjectIndex,
        parties: u32,
    ) -> u32 {
        if self.graph.arrivals(barrier, 1).count() > parties as usize {
            self.order(barrier, ObjectOrder::One);
        }
        let arrivals = self.gone_events(thread).iter().filter(|node| {
            node.operation.object == barrier && node.operation.action == OfBarrier::Come
        });
        u32::try_from(arrivals.count()).expect("the step limit")
    }

    /// Whether the thread was the last one of its group to come to a barrier without an
    /// order, for the time of this number.
    pub(in crate::explore) fn came_last(
        &self,
        thread: u8,
        barrier: ObjectIndex,
        time: u32,
    ) -> bool {
        let arrivals = self.graph.arrivals(barrier, time);
        let last = arrivals.max_by_key(|&id| self.graph.node(id).stamp);
        last.is_some_and(|last| last.thread == thread)
    }

    /// The running thread has asked for a permit of a semaphore without an order, or has
    /// released some.
    pub(in crate::explore) fn note_permits(&mut self, semaphore: ObjectIndex) {
        if self.graph.needs_an_order(semaphore) {
            self.order(semaphore, ObjectOrder::Two);
        }
    }

    /// The least number that the running thread may have, from 1, among those that ask for
    /// permits of a semaphore without an order. It has asked for one.
    pub(in crate::explore) fn least_number(&self, thread: u8, semaphore: ObjectIndex) -> u64 {
        let mut events = self.gone_events(thread).iter();
        let asks = |node: &Node| {
            node.operation.object == semaphore && node.operation.action == OfSemaphore::Want
        };
        let want = events.rposition(asks).expect("it has asked");
        self.graph.least_number(EventId::at(thread.into(), want))
    }

    /// Whether there have been more permits than threads that asked, at a semaphore without
    /// one order of all events.
    pub(in crate::explore) fn has_permits(&mut self, semaphore: ObjectIndex, place: Place) -> bool {
        if self.order_of(semaphore).is_none() {
            return self.graph.has_permits(semaphore);
        }
        let queue = self.queue_of(semaphore, place);
        self.graph.newest_value(semaphore) > self.graph.newest_value(queue)
    }

    /// Whether a reader-writer lock without an order is free: no thread holds it or waits for
    /// it.
    pub(in crate::explore) fn is_free(&self, lock: ObjectIndex) -> bool {
        let graph = &self.graph;
        let holds = graph.holder(lock).is_some() || graph.readers(lock).next().is_some();
        let waits = self
            .threads
            .iter()
            .filter_map(|thread| thread.pending.as_ref());
        !holds && waits.into_iter().all(|operation| operation.object != lock)
    }

    /// Whether the receiver of a channel without an order has gone; and whether there is room
    /// for one more message, if the channel has this bound.
    pub(in crate::explore) fn room_of(&self, channel: ObjectIndex, bound: u32) -> (bool, bool) {
        let graph = &self.graph;
        let sent = graph.newest_value(channel);
        let received = (1..).take_while(|&number| graph.receive_of(channel, number).is_some());
        let room = sent < received.count() as u64 + u64::from(bound);
        (graph.closing_of(channel).is_some(), room)
    }

    /// The queue of the threads that ask for permits of this semaphore.
    pub(in crate::explore) fn queue_of(
        &mut self,
        semaphore: ObjectIndex,
        place: Place,
    ) -> ObjectIndex {
        let key = ObjectKey::Queue(semaphore);
        self.object(key, ObjectKind::Semaphore, 0, place)
    }
}
