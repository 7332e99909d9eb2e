//! Which barriers, semaphores, reader-writer locks and channels need more of an order than they
//! have at first.
//!
//! At first they have none, or one of some of their events: see `barrier`, `semaphore`, `rwlock`
//! and `channel` in `graph::primitive`. The exploration begins anew, with an order for all that
//! the same line makes, when an execution depends on it:
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
//! - Only a `try_write` can tell when a reader has released the lock, and only a `try_send` when
//!   a message was received. Where these two are in an order with sends, only a `try_recv` can
//!   tell when a sender has gone.
//!
//! So these events, and the next one, are the beginning of an execution that is explored
//! without the order. An execution that depends on the order does so whatever events follow.
//! So the exploration comes to see it and begins anew. If no execution depends on the order,
//! none is lost without it.

use std::collections::HashMap;

use crate::explore::graph::Place;

/// The order that such an object has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::explore) enum ObjectOrder {
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
    pub(super) known: HashMap<Place, ObjectOrder>,
    /// Whether a line was found: what was explored so far has no such order there.
    pub(super) restart: bool,
}

impl Orders {
    pub(super) fn new(known: Vec<(Place, ObjectOrder)>) -> Self {
        let mut orders = Self::default();
        for (line, order) in known {
            orders.learn(line, order);
        }
        orders
    }

    /// What the line makes has at least this order.
    pub(super) fn learn(&mut self, line: Place, order: ObjectOrder) {
        let known = self.known.entry(line).or_insert(order);
        *known = (*known).max(order);
    }

    pub(super) fn take_known(&mut self) -> Box<[(Place, ObjectOrder)]> {
        std::mem::take(&mut self.known).into_iter().collect()
    }
}
