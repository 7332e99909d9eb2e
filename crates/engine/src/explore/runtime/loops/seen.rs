//! Rounds that another thread has seen. Such a round has to stay in the execution.

use std::ops::Range;

use super::known::Known;
use super::round::{Round, Shape};
use crate::explore::graph::primitive::{holders, rwqueue};
use crate::explore::graph::{Action, EventId, Graph, Node, OfMutex, OfRwLock};

/// A discarded execution.
pub(super) struct Discarded<'a> {
    pub(super) graph: &'a Graph,
    pub(super) known: &'a Known,
    /// For each thread, the round that has failed.
    pub(super) failed: &'a [Option<Round>],
}

impl Discarded<'_> {
    /// The shapes of the failed rounds that another thread has seen. These loops must be kept: in
    /// some execution a thread sees such a round and continues, and blocking the loop's thread
    /// would lose that execution.
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

    /// Whether the event finds a lock held by failed rounds, among them that of the thread, and
    /// would find it free without these rounds.
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

    /// The holds of the lock by the failed round of the thread, if it has one, at the time when
    /// this event finds the lock held.
    fn held_in_round(&self, thread: u8, node: &Node) -> u64 {
        let Some(round) = self.failed[usize::from(thread)] else {
            return 0;
        };
        let found = self.graph.position(node.source);
        let events = &self.graph.threads[usize::from(thread)][round.range()];
        let before = events.iter().filter(|n| usize::from(n.position) <= found);
        rwqueue::held_by(before, node.operation.object)
    }

    /// Whether the event belongs to a failed round, which no counted execution contains.
    fn is_failed(&self, id: EventId) -> bool {
        self.failed[usize::from(id.thread)].is_some_and(|round| {
            round.range().contains(&usize::from(id.index)) && !self.known.is_kept(&round)
        })
    }
}

/// Whether the event fails because of one of these events of the thread.
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
