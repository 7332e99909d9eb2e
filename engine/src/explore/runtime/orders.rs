//! Which barriers and semaphores need more of an order than they have at first.
//!
//! At first a barrier has no order of the threads that come to it, and a semaphore has none
//! between the threads that ask and the releases: see `barrier` and `semaphore` in
//! `graph::primitive`. The exploration begins anew, with such an order for all that the same
//! line makes, when the program does something whose answer depends on it: a thread asks
//! whether it leads at a barrier; more threads have come to one than it is for; a thread
//! calls `try_acquire`.
//!
//! # Why this is complete
//!
//! Take an execution of the program in which each of them has its order, and in it the
//! first event that depends on one. Before that event at most as many threads have used a
//! barrier as it is for, and a thread comes again only when its group is complete. So each
//! complete group has an arrival of each of these threads, the groups are the same without
//! the order, and no answer depends on it. As little depends on whether a thread asks for a
//! permit before or after the permit is there. So the execution up to that event, without
//! the order, is the beginning of one that is explored, and the exploration begins anew. If
//! no execution has such an event, the order makes no difference in any.

use std::collections::HashSet;

use super::state::State;
use crate::explore::graph::primitive::barrier::Action;
use crate::explore::graph::{ObjectIndex, ObjectKey, ObjectKind, Place};

/// What is known of the program's barriers and semaphores.
#[derive(Default)]
pub(super) struct Orders {
    /// Lines whose objects have an order.
    ordered: HashSet<Place>,
    /// Whether a line was found: what was explored so far has no order there.
    pub(super) restart: bool,
}

impl Orders {
    pub(super) fn new(ordered: HashSet<Place>) -> Self {
        Self {
            ordered,
            restart: false,
        }
    }

    pub(super) fn take_ordered(&mut self) -> HashSet<Place> {
        std::mem::take(&mut self.ordered)
    }
}

impl State {
    /// Whether this barrier or semaphore has its order.
    pub(in crate::explore) fn is_ordered(&self, object: ObjectIndex) -> bool {
        let place = self.infos[object as usize].place;
        self.orders.ordered.contains(place)
    }

    /// Something depends on the order at this object: the exploration begins anew. Returns
    /// false if the execution has been noted already, and its threads come to their ends.
    pub(in crate::explore) fn order(&mut self, object: ObjectIndex) -> bool {
        if self.is_finishing() {
            return false;
        }
        let place = self.infos[object as usize].place;
        self.orders.ordered.insert(place);
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
            self.order(barrier);
        }
        let me = usize::from(thread);
        let events = &self.graph.threads[me][..self.threads[me].gone];
        let arrivals = events.iter().filter(|node| {
            node.operation.object == barrier && node.operation.action == Action::Come
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
