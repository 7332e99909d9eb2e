//! Questions of threads about objects without an order, or with a weaker one: see `orders`.

use super::orders::ObjectOrder;
use super::state::State;
use crate::explore::graph::{
    EventId, Node, ObjectIndex, ObjectKey, ObjectKind, OfBarrier, OfSemaphore, Place,
};

impl State {
    /// The order of this object, if it has one.
    pub(in crate::explore) fn order_of(&self, object: ObjectIndex) -> Option<ObjectOrder> {
        let place = self.infos[object as usize].place;
        self.orders.known.get(place).copied()
    }

    /// Gives this object an order, because an event depends on it: the exploration begins anew.
    /// Returns false if the result of the execution is already recorded and its threads run to
    /// their ends.
    pub(in crate::explore) fn order(&mut self, object: ObjectIndex, order: ObjectOrder) -> bool {
        if self.is_finishing() {
            return false;
        }
        let place = self.infos[object as usize].place;
        self.orders.learn(place, order);
        self.orders.restart = true;
        true
    }

    /// Notes that the running thread has arrived at a barrier without an order, which is for
    /// `parties` threads. Returns the number of the thread's arrivals.
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

    /// Whether the thread was the last of its group to arrive at a barrier without an order, in
    /// this round.
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

    /// Checks whether a semaphore without an order needs one, after the running thread has
    /// requested or released permits.
    pub(in crate::explore) fn note_permits(&mut self, semaphore: ObjectIndex) {
        if self.graph.needs_an_order(semaphore) {
            self.order(semaphore, ObjectOrder::Two);
        }
    }

    /// The least number, from 1, that the running thread's last request may have among the
    /// requests for permits of a semaphore without an order.
    pub(in crate::explore) fn least_number(&self, thread: u8, semaphore: ObjectIndex) -> u64 {
        let mut events = self.gone_events(thread).iter();
        let asks = |node: &Node| {
            node.operation.object == semaphore && node.operation.action == OfSemaphore::Want
        };
        let want = events.rposition(asks).expect("it has asked");
        self.graph.least_number(EventId::at(thread.into(), want))
    }

    /// Whether a semaphore without one order of all events has had more permits than requests.
    pub(in crate::explore) fn has_permits(&mut self, semaphore: ObjectIndex, place: Place) -> bool {
        if self.order_of(semaphore).is_none() {
            return self.graph.has_permits(semaphore);
        }
        let queue = self.queue_of(semaphore, place);
        self.graph.newest_value(semaphore) > self.graph.newest_value(queue)
    }

    /// Whether a reader-writer lock without an order is free: no thread holds it and none waits
    /// for it.
    pub(in crate::explore) fn is_free(&self, lock: ObjectIndex) -> bool {
        let graph = &self.graph;
        let holds = graph.holder(lock).is_some() || graph.readers(lock).next().is_some();
        let waits = self
            .threads
            .iter()
            .filter_map(|thread| thread.pending.as_ref());
        !holds && waits.into_iter().all(|operation| operation.object != lock)
    }

    /// Whether the receiver of a channel without an order is dropped, and whether the channel with
    /// this bound has room for one more message.
    pub(in crate::explore) fn room_of(&self, channel: ObjectIndex, bound: u32) -> (bool, bool) {
        let graph = &self.graph;
        let sent = graph.newest_value(channel);
        let received = (1..).take_while(|&number| graph.receive_of(channel, number).is_some());
        let room = sent < received.count() as u64 + u64::from(bound);
        (graph.closing_of(channel).is_some(), room)
    }

    /// The queue of the requests for permits of this semaphore.
    pub(in crate::explore) fn queue_of(
        &mut self,
        semaphore: ObjectIndex,
        place: Place,
    ) -> ObjectIndex {
        let key = ObjectKey::Queue(semaphore);
        self.object(key, ObjectKind::Semaphore, 0, place)
    }
}
