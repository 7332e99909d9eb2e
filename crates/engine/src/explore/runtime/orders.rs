//! Which barriers, semaphores, reader-writer locks and channels need more of an order than they
//! have at first.
//!
//! At first they have none, or one of some of their events: see `barrier`, `semaphore`,
//! `rwlock` and `channel` in `graph::primitive`. The exploration begins anew, with an order for all that the same line makes, when an execution
//! depends on it:
//!
//! - a thread asks whether it leads at a barrier, or one thread too many comes to it;
//! - the order says which thread has to wait for a permit, or for which release;
//! - a thread calls `try_acquire`;
//! - a thread calls `try_write`: then it is one order of all events on the lock (`rwqueue`);
//! - a thread calls `try_send`: then sends and receives are in one; and so are the ends of
//!   senders, if the receiver calls `try_recv` or `recv_timeout` (`bounded`).
//!
//! # Why this is complete
//!
//! Take an execution in which each barrier and each semaphore has its order, and the first
//! event in it with which it depends on one. The events before it have the same answers
//! without the order:
//!
//! - At most as many threads have used a barrier as it is for, and a thread comes again only
//!   when its group is complete. So each complete group has an arrival of each of these
//!   threads, in any order.
//! - Each thread that asks for a permit has it from the same release in any order, or waits
//!   in any order (see `graph::primitive::permits`).
//! - Where a semaphore has an order of threads that ask and one of releases, only a
//!   `try_acquire` can tell how the two are mixed.
//! - When a reader has let go, only a `try_write` can tell; and when a message was received,
//!   a `try_send`. Where these two are in an order with sends, only a `try_recv` can tell when
//!   a sender has gone.
//!
//! So these events, and the next one, are the beginning of an execution that is explored
//! without the order. An execution that depends on the order does so whatever events follow.
//! So the exploration comes to see it and begins anew. If no execution depends on the order,
//! none is lost without it.

use std::collections::HashMap;

use super::state::State;
use crate::explore::graph::primitive::{barrier, semaphore as permits};
use crate::explore::graph::{EventId, Node, ObjectIndex, ObjectKey, ObjectKind, Place};

/// The order that such an object has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::explore) enum Order {
    /// Of a semaphore: one of the threads that ask, and one of the releases. Of a channel: one
    /// of sends and receives, and none of the ends of senders.
    Two,
    /// One of all events.
    One,
}

/// What is known of the program's objects that may have an order.
#[derive(Default)]
pub(super) struct Orders {
    /// Lines whose objects have an order.
    known: HashMap<Place, Order>,
    /// Whether a line was found: what was explored so far has no such order there.
    pub(super) restart: bool,
}

impl Orders {
    pub(super) fn new(known: Vec<(Place, Order)>) -> Self {
        let mut orders = Self::default();
        for (line, order) in known {
            orders.learn(line, order);
        }
        orders
    }

    /// What the line makes has at least this order.
    fn learn(&mut self, line: Place, order: Order) {
        let known = self.known.entry(line).or_insert(order);
        *known = (*known).max(order);
    }

    pub(super) fn take_known(&mut self) -> Box<[(Place, Order)]> {
        std::mem::take(&mut self.known).into_iter().collect()
    }
}

impl State {
    /// The order that this object has.
    pub(in crate::explore) fn order_of(&self, object: ObjectIndex) -> Option<Order> {
        let place = self.infos[object as usize].place;
        self.orders.known.get(place).copied()
    }

    /// Something depends on such an order at this object: the exploration begins anew.
    /// Returns false if the execution has been noted already, and its threads come to their
    /// ends.
    pub(in crate::explore) fn order(&mut self, object: ObjectIndex, order: Order) -> bool {
        if self.is_finishing() {
            return false;
        }
        let place = self.infos[object as usize].place;
        self.orders.learn(place, order);
        self.orders.restart = true;
        true
    }

    /// The running thread has come to a barrier without an order, which is for so many
    /// threads. Returns for which time it has come, from 1.
    pub(in crate::explore) fn note_arrival(
        &mut self,
        thread: u8,
        barrier: ObjectIndex,
        parties: u32,
    ) -> u32 {
        if self.graph.arrivals(barrier, 1).count() > parties as usize {
            self.order(barrier, Order::One);
        }
        let me = usize::from(thread);
        let events = &self.graph.threads[me][..self.threads[me].gone];
        let arrivals = events.iter().filter(|node| {
            node.operation.object == barrier && node.operation.action == barrier::Action::Come
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
            self.order(semaphore, Order::Two);
        }
    }

    /// The least number that the running thread may have, from 1, among those that ask for
    /// permits of a semaphore without an order. It has asked for one.
    pub(in crate::explore) fn least_number(&self, thread: u8, semaphore: ObjectIndex) -> u64 {
        let me = usize::from(thread);
        let mut events = self.graph.threads[me][..self.threads[me].gone].iter();
        let asks = |node: &Node| {
            node.operation.object == semaphore && node.operation.action == permits::Action::Want
        };
        let want = events.rposition(asks).expect("it has asked");
        self.graph.least_number(EventId::at(me, want))
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
