//! Which barriers need an order of the threads that come to them.
//!
//! At first none does: see `graph::primitive::barrier`. The exploration begins anew, with
//! an order at the barriers that the same line makes, when a thread asks whether it leads
//! there, or when more threads have come to such a barrier than it is for.
//!
//! # Why this is complete
//!
//! Take an execution of the program in which each barrier has its order, and in it the
//! first event that asks, or by which one thread too many comes. Before that event at most
//! as many threads have used a barrier as it is for, and a thread comes again only when its
//! group is complete. So each complete group has an arrival of each of these threads, the
//! groups are the same without the order, and no answer depends on it. So the execution up to that event, without the
//! order, is the beginning of one that is explored, and the exploration begins anew. If no
//! execution has such an event, the order makes no difference in any.

use std::collections::HashSet;

use super::state::State;
use crate::explore::graph::primitive::barrier::Action;
use crate::explore::graph::{ObjectIndex, Place};

/// What is known of the program's barriers.
#[derive(Default)]
pub(super) struct Barriers {
    /// Lines whose barriers have an order.
    ordered: HashSet<Place>,
    /// Whether a line was found: what was explored so far has no order there.
    pub(super) restart: bool,
}

impl Barriers {
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
    /// Whether the threads that come to this barrier do so in an order.
    pub(in crate::explore) fn is_ordered(&self, barrier: ObjectIndex) -> bool {
        let place = self.infos[barrier as usize].place;
        self.barriers.ordered.contains(place)
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
            self.order_arrivals(barrier);
        }
        let me = usize::from(thread);
        let events = &self.graph.threads[me][..self.threads[me].gone];
        let arrivals = events.iter().filter(|node| {
            node.operation.object == barrier && node.operation.action == Action::Come
        });
        u32::try_from(arrivals.count()).expect("the step limit")
    }

    /// The threads that come to this barrier must do so in an order: the exploration
    /// begins anew.
    pub(in crate::explore) fn order_arrivals(&mut self, barrier: ObjectIndex) {
        if !self.is_finishing() {
            let place = self.infos[barrier as usize].place;
            self.barriers.ordered.insert(place);
            self.barriers.restart = true;
        }
    }
}
