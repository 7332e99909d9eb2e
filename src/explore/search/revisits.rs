//! Revisits: a new write makes reads that are already there read from it.

use super::WorkStack;
use super::choices::alternatives;
use crate::explore::graph::{Action, EventId, Graph, Slot};

impl WorkStack {
    /// Puts on the stack every graph in which some read reads from `write`, the
    /// event that was added last, instead of from what it read so far.
    ///
    /// A read is revisited only if everything that this deletes, and the read
    /// itself, had made the obvious choice: then this graph is the only one from
    /// which the revisited graph is reached. Older reads delete more, so the
    /// first event that fails ends the search for more.
    pub(super) fn revisit_from(&mut self, graph: &Graph, write: EventId) {
        if !may_be_revisited(graph, write) {
            return;
        }
        for read in newest_first(graph, write) {
            if !graph.rules.ablations.always_maximal && !is_maximal(graph, read, write) {
                return;
            }
            if reads_from_kind(graph, read, write) {
                self.revisit(graph, read, write);
            }
        }
    }

    fn revisit(&mut self, graph: &Graph, read: EventId, write: EventId) {
        let mut next = self.blank(graph);
        graph.restrict_into(&mut next, read, write);
        next.read_from(read, write, 0);
        let node = *next.node(write);
        if node.reads() {
            match next.slot(write) {
                Slot::Free(place) => {
                    next.place(write, place);
                    self.finish_revisit(&mut next, read);
                }
                Slot::Taken(_) => {}
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
            if !graph.node(read).writes {
                if graph.consistent() {
                    self.push_copy(graph, None);
                }
                continue;
            }
            match graph.slot(read) {
                Slot::Free(place) => {
                    graph.place(read, place);
                    if graph.consistent() {
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
    let causes = &graph.node(write).pasts.causes;
    graph
        .events()
        .any(|(id, _)| !causes.holds(id) && reads_from_kind(graph, id, write))
}

/// Whether this event reads objects like the one written, so that it can read
/// from `write`.
fn reads_from_kind(graph: &Graph, read: EventId, write: EventId) -> bool {
    let (reader, writer) = (graph.node(read), graph.node(write));
    let action = reader.operation.action;
    if reader.operation.object != writer.operation.object || !reader.reads() {
        return false;
    }
    match action {
        // Requests queue behind holders, not behind releases.
        Action::Request => writer.operation.action != Action::Release,
        // Only a token that is there can be taken.
        Action::Park => writer.written == 1,
        _ => true,
    }
}

/// The events outside the causes of `write`, the newest first.
fn newest_first(graph: &Graph, write: EventId) -> Vec<EventId> {
    let causes = &graph.node(write).pasts.causes;
    let mut events: Vec<(u32, EventId)> = graph
        .events()
        .filter(|&(id, _)| !causes.holds(id))
        .map(|(id, node)| (node.stamp, id))
        .collect();
    events.sort_unstable_by(|a, b| b.cmp(a));
    events.into_iter().map(|(_, id)| id).collect()
}

/// Whether an event is as it would have been added last: it read the newest
/// write and wrote the newest place, and nobody has read from it, as far as
/// there were events when it was added or there are causes of `write`.
fn is_maximal(graph: &Graph, id: EventId, write: EventId) -> bool {
    let node = graph.node(id);
    if node.choice != 0 {
        return false;
    }
    let causes = &graph.node(write).pasts.causes;
    let earlier = |other: EventId| causes.holds(other) || graph.node(other).stamp <= node.stamp;
    let action = node.operation.action;
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
        let is_request = action == Action::Request;
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
    if node.writes {
        let read_earlier = graph.events().any(|(other, reader)| {
            reader.source == id && reader.operation.object == object && earlier(other)
        });
        if read_earlier {
            return false;
        }
    }
    true
}
