//! Rounds that another thread has seen, so that they cannot be left out.

use std::ops::Range;

use super::known::Known;
use super::round::{Round, Shape};
use crate::explore::graph::primitive::{holders, rwqueue};
use crate::explore::graph::{Action, EventId, Graph, Node, OfMutex, OfRwLock};

/// An execution that is thrown away.
pub(super) struct Discarded<'a> {
    pub(super) graph: &'a Graph,
    pub(super) known: &'a Known,
    /// For each thread, the round that has failed.
    pub(super) failed: &'a [Option<Round>],
}

impl Discarded<'_> {
    /// The shapes of the failed rounds that another thread has seen. An execution in which a
    /// thread has seen one goes on behind it, and so would be missed.
    pub(super) fn seen_rounds(&self) -> Vec<Shape> {
        let mut shapes = Vec::new();
        for (number, round) in (0..).zip(self.failed) {
            let Some(round) = round else {
                continue;
            };
            let seen = self.graph.events().any(|(id, node)| {
                id.thread != number
                    && !self.is_failed(id)
                    && (sees(node, number, &round.range()) || self.comes_amid(id, node, number))
            });
            if seen {
                shapes.push(round.shape);
            }
        }
        shapes
    }

    /// Whether the event finds a lock taken that failed rounds have, that of the thread among
    /// them, and would find it free without these.
    fn comes_amid(&self, id: EventId, node: &Node, thread: u8) -> bool {
        let Action::RwQueue(action) = node.operation.action else {
            return false;
        };
        if !action.tries() || node.writes {
            return false;
        }
        let held = |thread: u8| self.held_in_round(thread, node);
        let threads = (0..).take(self.failed.len());
        let others = threads.filter(|&thread| thread != id.thread);
        let all = others.map(held).fold(0, u64::wrapping_add);
        let without = node.read.wrapping_sub(all);
        held(thread) != 0 && rwqueue::admits(action.writes(), without)
    }

    /// What the failed round of the thread, if there is one, holds of the lock when this event
    /// finds it taken.
    fn held_in_round(&self, thread: u8, node: &Node) -> u64 {
        let Some(round) = self.failed[usize::from(thread)] else {
            return 0;
        };
        let found = self.graph.position(node.source);
        let events = &self.graph.threads[usize::from(thread)][round.range()];
        let before = events.iter().filter(|n| usize::from(n.position) <= found);
        rwqueue::held_by(before, node.operation.object)
    }

    /// Whether the event is of a failed round, which no execution has that is counted.
    fn is_failed(&self, id: EventId) -> bool {
        self.failed[usize::from(id.thread)].is_some_and(|round| {
            round.range().contains(&usize::from(id.index)) && !self.known.is_kept(&round)
        })
    }
}

/// Whether the event has read what would not be there without these events of the thread.
fn sees(node: &Node, thread: u8, events: &Range<usize>) -> bool {
    let source = node.source;
    if source.thread != thread || !events.contains(&usize::from(source.index)) {
        return false;
    }
    match node.operation.action {
        Action::Mutex(OfMutex::TryLock) => !node.writes,
        Action::RwLock(OfRwLock::TryShare) => node.read != holders::FREE,
        _ => false,
    }
}
