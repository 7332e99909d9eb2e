//! Revisits: a new write makes reads that are already there read from it.

use super::WorkStack;
use super::channels::{barrier, is_maximal_on_channel};
use super::choices::alternatives;
use crate::explore::MAX_THREADS;
use crate::explore::graph::{Action, Clock, EventId, Graph, Node, Slot};

impl WorkStack {
    /// Puts on the stack every graph in which some read reads from `write`, the
    /// event that was added last, instead of from what it read so far.
    ///
    /// A read is revisited only if everything that this deletes, and the read
    /// itself, had made the obvious choice: then this graph is the only one from
    /// which the revisited graph is reached. Older reads delete more, so the
    /// first event that fails ends the search for more.
    pub(super) fn revisit_from(&mut self, graph: &Graph, write: EventId) {
        if graph.is_write_request(write) {
            for causes in graph.views(write) {
                self.revisit_knowing(graph, write, &causes);
            }
        } else if may_be_revisited(graph, write) {
            self.revisit_knowing(graph, write, &graph.node(write).pasts.causes);
        }
    }

    /// The revisits by a write that has these causes.
    fn revisit_knowing(&mut self, graph: &Graph, write: EventId, causes: &Clock) {
        let barrier = barrier(graph, causes);
        let mut events = NewestFirst::new(graph, causes);
        while let Some(read) = events.next(graph) {
            let kept = graph.node(read).stamp < barrier || !is_maximal(graph, read, write, causes);
            if kept && !graph.rules.ablations.always_maximal {
                return;
            }
            if could_read(graph.node(read), graph.node(write)) {
                self.revisit(graph, read, write, causes);
            }
        }
    }

    fn revisit(&mut self, graph: &Graph, read: EventId, write: EventId, causes: &Clock) {
        let mut next = self.blank(graph);
        graph.restrict_into(&mut next, read, write, causes);
        next.read_from(read, write, 0);
        if graph.is_write_request(write) {
            let source = next.node(write).source;
            next.read_from(write, source, 0);
            // A reader is in front of it that it was not to know of.
            if next.node(write).pasts.causes != *causes {
                return self.recycle(next);
            }
        }
        let node = *next.node(write);
        if node.reads() {
            match next.slot(write) {
                // The read must not have seen anything newer than what it is to
                // read now.
                Slot::Free(place) if place > next.lower_bound_before(read) => {
                    next.place(write, place);
                    self.finish_revisit(&mut next, read);
                }
                _ => {}
            }
        } else if node.operation.action == Action::Release {
            let place = next.position(node.source) + 1;
            next.place(write, place);
            self.finish_revisit(&mut next, read);
        } else {
            let object = node.operation.object;
            let known = next.lower_bound_before(write);
            let seen = next.lower_bound_before(read);
            let last = next.object(object).coherence.len() + 1;
            for place in known.max(seen) + 1..=last {
                if next.may_store_at(object, place) {
                    next.place(write, place);
                    self.finish_revisit(&mut next, read);
                    next.unplace(write);
                }
            }
        }
        self.recycle(next);
    }

    /// The write has its place; gives the read its values, its own place if it
    /// writes, and the graph a place on the stack if it is consistent.
    fn finish_revisit(&mut self, graph: &mut Graph, read: EventId) {
        let source = graph.node(read).source;
        graph.read_from(read, source, 0);
        for choice in 0..alternatives(graph, read) {
            graph.read_from(read, source, choice);
            if graph.writer_before(read).is_some() {
                self.enter_before(graph, read);
                continue;
            }
            if !graph.node(read).writes {
                if graph.consistent(&[read, source]) {
                    self.push_copy(graph, None);
                }
                continue;
            }
            match graph.slot(read) {
                Slot::Free(place) => {
                    graph.place(read, place);
                    if graph.consistent(&[read, source]) {
                        self.push_copy(graph, Some(read));
                    }
                    graph.unplace(read);
                }
                // A try_lock that got the mutex in front of a waiting request:
                // it pushes the request behind itself.
                Slot::Taken(_) => {
                    if !graph.rules.ablations.no_doomed_revisits {
                        self.revisit_from(graph, read);
                    }
                }
            }
        }
    }
}

/// Whether any event outside the causes of `write` could read from it.
fn may_be_revisited(graph: &Graph, write: EventId) -> bool {
    let writer = graph.node(write);
    let causes = &writer.pasts.causes;
    graph.threads.iter().enumerate().any(|(thread, nodes)| {
        let others = nodes.get(causes.count(thread)..).unwrap_or_default();
        others.iter().any(|reader| could_read(reader, writer))
    })
}

/// Whether this event could read from that write.
fn could_read(reader: &Node, writer: &Node) -> bool {
    if reader.operation.object != writer.operation.object || !reader.reads() {
        return false;
    }
    match reader.operation.action {
        // Requests queue behind holders, not behind releases.
        Action::Request | Action::Share => writer.operation.action != Action::Release,
        // Only a token that is there can be taken.
        Action::Park => writer.written == 1,
        // A try_recv wants the message of its number (the value says which).
        Action::TryReceive(number) => writer.written == u64::from(number),
        _ => true,
    }
}

/// The events outside these causes, the newest first.
pub(super) struct NewestFirst {
    /// Per thread, how many of its events are causes, and how many are left.
    left: [(usize, usize); MAX_THREADS],
    threads: usize,
}

impl NewestFirst {
    pub(super) fn new(graph: &Graph, causes: &Clock) -> Self {
        let mut left = [(0, 0); MAX_THREADS];
        for (thread, nodes) in graph.threads.iter().enumerate() {
            left[thread] = (causes.count(thread), nodes.len());
        }
        Self {
            left,
            threads: graph.threads.len(),
        }
    }

    /// Stamps grow along a thread, so the newest is the last of some thread.
    pub(super) fn next(&mut self, graph: &Graph) -> Option<EventId> {
        let last = |(thread, &(causes, len)): (usize, &(usize, usize))| {
            let newest = len.checked_sub(1).filter(|_| len > causes)?;
            Some((graph.threads[thread][newest].stamp, thread, newest))
        };
        let (_, thread, index) = self.left[..self.threads]
            .iter()
            .enumerate()
            .filter_map(last)
            .max()?;
        self.left[thread].1 -= 1;
        Some(EventId::at(thread, index))
    }
}

/// Whether an event is as it would have been added last: it read the newest
/// write and wrote the newest place, and nobody has read from it, as far as
/// there were events when it was added or there are causes of `write`, `causes`.
pub(super) fn is_maximal(graph: &Graph, id: EventId, write: EventId, causes: &Clock) -> bool {
    let node = graph.node(id);
    let earlier = |other: EventId| causes.holds(other) || graph.node(other).stamp <= node.stamp;
    let action = node.operation.action;
    if let Some(maximal) = is_maximal_on_channel(graph, node, write, earlier) {
        return maximal;
    }
    if node.choice != 0 {
        return false;
    }
    if !node.writes && !node.reads() {
        return true;
    }
    let object = node.operation.object;
    // The place of the newest write that it knew.
    let place = if node.reads() {
        Some(graph.position(node.source))
    } else if matches!(action, Action::Store(_)) {
        Some(usize::from(node.position))
    } else {
        // A release has no choice of its place.
        None
    };
    if let Some(place) = place {
        let is_request = matches!(action, Action::Request | Action::Share);
        let overtaken = graph.object(object).coherence[place..]
            .iter()
            .any(|&other| {
                let skipped = is_request && graph.node(other).operation.action == Action::Release;
                other != id && other != write && !skipped && earlier(other)
            });
        if overtaken {
            return false;
        }
    }
    !node.writes || !is_read_earlier(graph, id, causes)
}

/// Whether an event that is older than this write, or one of `causes`, reads from it.
fn is_read_earlier(graph: &Graph, write: EventId, causes: &Clock) -> bool {
    let node = graph.node(write);
    let reads =
        |reader: &Node| reader.source == write && reader.operation.object == node.operation.object;
    graph.threads.iter().enumerate().any(|(thread, nodes)| {
        let older = nodes.partition_point(|n| n.stamp <= node.stamp);
        let earlier = &nodes[..older.max(causes.count(thread))];
        // Whoever reads from it has it among its causes, and so have all that come behind
        // in that thread.
        let behind = earlier.iter().rev();
        behind
            .take_while(|n| n.pasts.causes.holds(write))
            .any(reads)
    })
}
