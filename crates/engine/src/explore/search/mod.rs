//! The search: every consistent execution graph, each exactly once.
//!
//! The algorithm is TruSt (Kokologiannakis, Marmanis, Gladstein, Vafeiadis: "Truly Stateless,
//! Optimal Dynamic Partial Order Reduction", POPL 2022). A graph grows event by event. If a new
//! event has alternatives (the write to read from, the place in coherence order), each alternative
//! goes on the stack as a graph of its own. A read may also read from a write that is added later.
//! So each new write *revisits* the existing reads: it makes them read from itself, and deletes the
//! events that they caused.
//!
//! The search keeps no set of known graphs. A revisit happens only from the one graph in which
//! every deleted event had made the obvious choice, so no graph comes up twice.

mod channels;
mod choices;
mod maximal;
mod revisits;
mod rwlocks;

use super::graph::{EventId, Graph};

/// A graph to continue.
pub(super) struct Work {
    pub(super) graph: Graph,
    /// A read-modify-write whose write has not revisited anything yet.
    pub(super) pending: Option<EventId>,
    /// Its estimated share of the whole exploration, from 0 to 1.
    pub(super) share: f64,
}

/// The graphs to explore, depth first.
pub(super) struct WorkStack {
    work: Vec<Work>,
    /// A graph with more events branches no further.
    longest: usize,
    /// Graphs whose memory can be reused.
    spare: Vec<Graph>,
    /// The number of events of all graphs on the stack.
    events: usize,
    /// Whether some graphs did not fit.
    overflowed: bool,
    /// The share of the current graph, the last one popped, without the shares of the graphs that
    /// it has since pushed.
    share: f64,
}

impl Default for WorkStack {
    fn default() -> Self {
        Self {
            work: Vec::new(),
            longest: usize::MAX,
            spare: Vec::new(),
            events: 0,
            overflowed: false,
            share: 0.0,
        }
    }
}

/// The most events that the graphs on one stack may have: about half a gibibyte.
/// A program that needs more has far more executions than a machine can explore.
const MAX_EVENTS: usize = 2 << 20;

impl WorkStack {
    /// Lets no graph with more than this many events branch from now on. A look at the first
    /// executions needs only one long execution, and its branches would take time cubic in its
    /// length.
    pub(super) fn branch_up_to(&mut self, events: usize) {
        self.longest = events;
    }

    /// Takes the next graph, which becomes the current one. A pending write makes its revisits
    /// first.
    pub(super) fn pop(&mut self) -> Option<Graph> {
        let Work {
            graph,
            pending,
            share,
        } = self.work.pop()?;
        self.events -= graph.len();
        self.share = share;
        let before = self.work.len();
        if let Some(update) = pending
            && !graph.rules.ablations.no_update_revisits
        {
            self.revisit_from(&graph, update);
            self.divide(before);
        }
        Some(graph)
    }

    /// Divides the share of the current graph after it has branched: it keeps as large a share as
    /// each of the graphs pushed onto the stack since its length was `before`.
    fn divide(&mut self, before: usize) {
        if self.work.len() == before {
            return;
        }
        let branches = &mut self.work[before..];
        let count = u32::try_from(branches.len()).unwrap_or(u32::MAX);
        self.share /= f64::from(count) + 1.0;
        for branch in branches {
            branch.share = self.share;
        }
    }

    /// Keeps only one graph, the current one or one on the stack, with probabilities equal to
    /// their shares; `point` from 0 to 1 chooses. Returns the share if it keeps the current graph.
    pub(super) fn keep_one(&mut self, point: f64) -> Option<f64> {
        let all: f64 = self.share + self.work.iter().map(|work| work.share).sum::<f64>();
        let mut left = point * all - self.share;
        let mut chosen = None;
        for (at, work) in self.work.iter().enumerate() {
            if left < 0.0 {
                break;
            }
            chosen = Some(at);
            left -= work.share;
        }
        let kept = chosen.map(|at| self.work.swap_remove(at));
        for work in std::mem::take(&mut self.work) {
            self.recycle(work.graph);
        }
        self.events = 0;
        match kept {
            None => Some(self.take_share()),
            Some(work) => {
                self.push(work);
                None
            }
        }
    }

    /// Takes the share of the current graph, at its end.
    pub(super) fn take_share(&mut self) -> f64 {
        std::mem::take(&mut self.share)
    }

    /// Gives a graph's memory back.
    pub(super) fn recycle(&mut self, graph: Graph) {
        if self.spare.len() < 64 {
            self.spare.push(graph);
        }
    }

    /// Puts work of another stack, or the first work, on the stack.
    pub(super) fn push(&mut self, work: Work) {
        self.events += work.graph.len();
        self.work.push(work);
    }

    /// Puts back the current graph, which has not grown and keeps its share.
    pub(super) fn put_back(&mut self, graph: Graph) {
        let share = self.take_share();
        self.push(Work {
            graph,
            pending: None,
            share,
        });
    }

    /// Whether the stack has dropped some graphs because memory is limited.
    pub(super) fn has_overflowed(&self) -> bool {
        self.overflowed
    }

    fn push_copy(&mut self, graph: &Graph, pending: Option<EventId>) {
        if graph.len() > self.longest {
            return;
        }
        let copy = self.copy(graph);
        self.push_branch(copy, pending);
    }

    /// A copy of the graph, in reused memory if some is available.
    pub(super) fn copy(&mut self, graph: &Graph) -> Graph {
        let mut copy = self.blank(graph);
        copy.clone_from(graph);
        copy
    }

    /// Pushes the graph onto the stack. At its `end`, when the caller no longer needs its
    /// contents, it pushes the graph itself, otherwise a copy.
    fn push_graph(&mut self, graph: &mut Graph, pending: Option<EventId>, end: bool) {
        if end {
            let blank = self.blank(graph);
            let graph = std::mem::replace(graph, blank);
            self.push_branch(graph, pending);
        } else {
            self.push_copy(graph, pending);
        }
    }

    fn push_branch(&mut self, graph: Graph, pending: Option<EventId>) {
        if self.events > MAX_EVENTS {
            self.overflowed = true;
            return;
        }
        // `divide` sets the share, when the number of siblings is known.
        self.push(Work {
            graph,
            pending,
            share: 0.0,
        });
    }

    /// A graph to write into; its contents have no meaning.
    fn blank(&mut self, like: &Graph) -> Graph {
        self.spare.pop().unwrap_or_else(|| Graph::new(like.rules))
    }

    /// Takes the oldest graphs, which have the most executions ahead of them.
    pub(super) fn take_oldest(&mut self, count: usize) -> impl Iterator<Item = Work> {
        for work in &self.work[..count] {
            self.events -= work.graph.len();
        }
        self.work.drain(..count)
    }

    pub(super) fn len(&self) -> usize {
        self.work.len()
    }
}
