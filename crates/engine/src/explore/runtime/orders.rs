//! The barriers, semaphores, reader-writer locks and channels that need a stronger order than they
//! have at first.
//!
//! At first these objects have no order, or an order of some of their events: see `barrier`,
//! `semaphore`, `rwlock` and `channel` in `graph::primitive`. When an execution depends on the
//! order, the exploration starts again, with an order for all objects that the same line creates.
//! An execution depends on it in these cases:
//!
//! - a thread asks whether it is the leader at a barrier, or more than `parties` threads arrive at
//!   it;
//! - the order decides which thread waits for a permit, or from which release it gets one;
//! - a thread calls `try_acquire`;
//! - a thread calls `try_write`: then all events on the lock have one order (`rwqueue`);
//! - a thread calls `try_send`: then sends and receives have one order, together with the drops of
//!   senders if the receiver calls `try_recv` or `recv_timeout` (`bounded`).
//!
//! # Why this is complete
//!
//! Take an execution in which each barrier and each semaphore has its order, and its first event
//! that depends on an order. The events before it have the same answers without the order:
//!
//! - At most as many threads have used a barrier as it waits for, and a thread arrives again only
//!   after its group is complete. So each complete group has an arrival of each of these threads,
//!   in any order.
//! - Each thread that asks for a permit gets it from the same release in any order, or waits in any
//!   order (see `graph::primitive::permits`).
//! - If a semaphore has an order of the threads that ask and one of the releases, only a
//!   `try_acquire` can observe how the two are mixed.
//! - Only a `try_write` can observe when a reader has released the lock, and only a `try_send` when
//!   a message was received. If these are ordered with sends, only a `try_recv` can observe when a
//!   sender was dropped.
//!
//! So these events, and the next one, are the beginning of an execution that the exploration
//! reaches without the order. Whether an execution depends on the order does not change with its
//! later events. So the exploration reaches it and starts again. If no execution depends on the
//! order, none is lost without it.

use std::collections::HashMap;

use crate::explore::graph::Place;

/// The order of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::explore) enum ObjectOrder {
    /// Of a semaphore: one order of the threads that ask, and one of the releases. Of a channel:
    /// one order of sends and receives, without the drops of senders.
    Two,
    /// One of all events.
    One,
}

/// The objects of the program that need an order.
#[derive(Default)]
pub(super) struct Orders {
    /// The lines whose objects have an order.
    pub(super) known: HashMap<Place, ObjectOrder>,
    /// Whether an execution found a new line: then the executions so far lack its order.
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

    /// Gives the objects of this line at least this order.
    pub(super) fn learn(&mut self, line: Place, order: ObjectOrder) {
        let known = self.known.entry(line).or_insert(order);
        *known = (*known).max(order);
    }

    pub(super) fn take_known(&mut self) -> Box<[(Place, ObjectOrder)]> {
        std::mem::take(&mut self.known).into_iter().collect()
    }
}
