//! RC11's partial SC order, the guarantee of SeqCst.
//!
//! Lahav, Vafeiadis, Kang, Hur, Dreyer: "Repairing Sequential Consistency in
//! C/C++11", PLDI 2017, section 3 and figure 1; C++20 took it over with P0668.

use std::sync::atomic::Ordering;

use super::{Action, EventId, Graph, NO_OBJECT, Node, OfAtomic};
use crate::explore::MAX_THREADS;

impl Graph {
    /// Whether the partial SC order `psc` has no cycle, given that it has none without the events
    /// `added`. Each of these is the last event of its thread.
    pub(super) fn psc_stays_acyclic(&self, added: &[EventId]) -> bool {
        // With fences, an edge between other events may lead through an added event, so the whole
        // order needs a check.
        let is_sc_fence = |(_, node): (EventId, &Node)| is_fence(node) && self.is_seq_cst(node);
        if self.has_sc_fence && self.events().any(is_sc_fence) {
            return self.psc_is_acyclic();
        }
        // Without fences `psc` is `scb` between SeqCst accesses. Happens-before leads from an
        // added event to no other event, so a new cycle leads through an added event.
        added
            .iter()
            .all(|&id| !self.is_seq_cst(self.node(id)) || !self.is_on_a_cycle(id))
    }

    /// Whether a SeqCst access, the last event of its thread, is on a cycle of scb
    /// between SeqCst accesses.
    fn is_on_a_cycle(&self, id: EventId) -> bool {
        // Program order is part of `scb`. So the first reached event of each thread is enough, and
        // an event that reaches any event of this thread reaches `id`.
        let mut reached = [usize::MAX; MAX_THREADS];
        let mut open = vec![id];
        while let Some(event) = open.pop() {
            for (thread, nodes) in self.threads.iter().enumerate() {
                if thread == usize::from(event.thread) {
                    continue;
                }
                let new = 0..nodes.len().min(reached[thread]);
                let accesses = new.filter(|&index| self.is_seq_cst(&nodes[index]));
                let mut accesses = accesses.map(|index| EventId::at(thread, index));
                let Some(first) = accesses.find(|&other| self.sc_before(event, other)) else {
                    continue;
                };
                if first.thread == id.thread {
                    return true;
                }
                open.push(first);
                open.extend(accesses);
                reached[thread] = usize::from(first.index);
            }
        }
        false
    }

    /// Whether the partial SC order `psc` has no cycle.
    ///
    /// With `S` the SeqCst events and `F` the fences among them:
    ///
    /// ```text
    /// scb = po + po|other-object; hb; po|other-object + hb|same-object + co + fr
    /// psc = (S + F; hb?); scb; (S + hb?; F)  +  F; (hb + hb; eco; hb); F
    /// ```
    fn psc_is_acyclic(&self) -> bool {
        let events: Vec<EventId> = self
            .events()
            .filter(|(_, node)| self.is_seq_cst(node))
            .map(|(id, _)| id)
            .collect();
        if events.len() < 2 {
            return true;
        }
        let ends = Ends::new(self, &events);
        let mut waiting: Vec<usize> = (0..events.len()).collect();
        // Removes events without a predecessor until none is left. An event that remains lies on a
        // cycle or behind one.
        let edges: Vec<Vec<bool>> = (0..events.len())
            .map(|a| {
                (0..events.len())
                    .map(|b| a != b && ends.psc(a, b))
                    .collect()
            })
            .collect();
        loop {
            let before = waiting.len();
            let left = waiting.clone();
            waiting.retain(|&b| left.iter().any(|&a| edges[a][b]));
            if waiting.is_empty() {
                return true;
            }
            if waiting.len() == before {
                return false;
            }
        }
    }

    /// Whether the event is a SeqCst access to an atomic, or a SeqCst fence. Locks take no part in
    /// the partial SC order: a request "reads" a place in front of a release, and the from-read
    /// edge to that release does not exist.
    fn is_seq_cst(&self, node: &Node) -> bool {
        match node.operation.action {
            Action::Atomic(OfAtomic::Fence) if self.rules.ablations.no_fence_psc => false,
            Action::Atomic(action) => action.ordering(node) == Ordering::SeqCst,
            _ => false,
        }
    }

    fn happens_before(&self, a: EventId, b: EventId) -> bool {
        a != b && self.node(b).pasts.before.holds(a)
    }

    /// A number that grows along extended coherence (reads-from, coherence and from-read,
    /// transitively). On the same object, `a` comes before `b` if its level is lower.
    fn level(&self, id: EventId) -> usize {
        let node = self.node(id);
        if node.writes {
            2 * usize::from(node.position)
        } else {
            2 * self.position(node.source) + 1
        }
    }

    fn same_memory(&self, a: EventId, b: EventId) -> bool {
        let (a, b) = (self.node(a), self.node(b));
        a.operation.object == b.operation.object
            && a.operation.object != NO_OBJECT
            && self.object(a.operation.object).class.is_memory()
    }

    fn extended_coherence(&self, a: EventId, b: EventId) -> bool {
        self.same_memory(a, b) && self.level(a) < self.level(b)
    }

    /// The relation `scb` of the paper, between any two events.
    fn sc_before(&self, a: EventId, b: EventId) -> bool {
        if a.thread == b.thread {
            return a.index < b.index;
        }
        if self.same_memory(a, b) {
            let overwritten = self.node(b).writes && self.extended_coherence(a, b);
            if overwritten || self.happens_before(a, b) {
                return true;
            }
        }
        // For po|other-object; hb; po|other-object it is enough to try the first such successor of
        // `a` and the last such predecessor of `b`.
        let object = |id: EventId| self.node(id).operation.object;
        let other =
            |end: EventId, id: EventId| object(id) == NO_OBJECT || object(id) != object(end);
        let len = self.threads[usize::from(a.thread)].len();
        let after = (usize::from(a.index) + 1..len)
            .map(|i| EventId::at(usize::from(a.thread), i))
            .find(|&id| other(a, id));
        // The last event of a thread has no successor, and most calls ask about a last event.
        let Some(after) = after else {
            return false;
        };
        let before = (0..usize::from(b.index))
            .rev()
            .map(|i| EventId::at(usize::from(b.thread), i))
            .find(|&id| other(b, id));
        before.is_some_and(|before| self.happens_before(after, before))
    }
}

fn is_fence(node: &Node) -> bool {
    node.operation.action == OfAtomic::Fence
}

/// For each SeqCst event, the events at which its `psc` edges begin and end. For an access that is
/// the access itself; for a fence also the events that happen after it, or before it.
struct Ends<'g> {
    graph: &'g Graph,
    events: &'g [EventId],
    fence: Vec<bool>,
    starts: Vec<Vec<EventId>>,
    ends: Vec<Vec<EventId>>,
}

impl<'g> Ends<'g> {
    fn new(graph: &'g Graph, events: &'g [EventId]) -> Self {
        let is_fence = |id: EventId| is_fence(graph.node(id));
        let around = |id: EventId, after: bool| {
            let mut set = vec![id];
            if is_fence(id) {
                set.extend(graph.events().map(|(other, _)| other).filter(|&other| {
                    if after {
                        graph.happens_before(id, other)
                    } else {
                        graph.happens_before(other, id)
                    }
                }));
            }
            set
        };
        Self {
            graph,
            events,
            fence: events.iter().map(|&e| is_fence(e)).collect(),
            starts: events.iter().map(|&e| around(e, true)).collect(),
            ends: events.iter().map(|&e| around(e, false)).collect(),
        }
    }

    /// Whether `psc` holds from the a-th to the b-th SeqCst event.
    fn psc(&self, a: usize, b: usize) -> bool {
        let graph = self.graph;
        let fences = self.fence[a] && self.fence[b];
        if fences && graph.happens_before(self.events[a], self.events[b]) {
            return true;
        }
        self.starts[a].iter().any(|&c| {
            self.ends[b].iter().any(|&d| {
                c != d
                    && (graph.sc_before(c, d)
                        || fences
                            && c != self.events[a]
                            && d != self.events[b]
                            && graph.extended_coherence(c, d))
            })
        })
    }
}
