//! Revisits: a new write makes existing reads read from it.

use super::WorkStack;
use super::maximal::{barrier, is_maximal};
use crate::explore::graph::{Clock, EventId, Graph, Node, ObjectIndex, Placing, Slot};

impl WorkStack {
    /// Pushes onto the stack every graph in which some read reads from `write`, the newest event,
    /// instead of its present source.
    ///
    /// The write revisits a read only if the read itself, and every event that the revisit
    /// deletes, made the obvious choice. Then the search reaches the revisited graph from this
    /// graph alone. The revisit of an older read deletes more, so the first event that fails this
    /// test ends the loop.
    pub(super) fn revisit_from(&mut self, graph: &Graph, write: EventId) {
        if graph.len() > self.longest {
            return;
        }
        if graph.is_write_request(write) {
            for causes in graph.views(write) {
                self.revisit_knowing(graph, write, &causes);
            }
        } else if graph.may_be_read(write) && may_be_revisited(graph, write) {
            self.revisit_knowing(graph, write, &graph.node(write).pasts.causes);
        }
    }

    /// Makes the revisits by a write with these causes.
    fn revisit_knowing(&mut self, graph: &Graph, write: EventId, causes: &Clock) {
        let barrier = barrier(graph, causes);
        let object = graph.node(write).operation.object;
        for read in graph.newest_first(causes) {
            let node = graph.node(read);
            let kept = node.stamp < barrier || !is_maximal(graph, read, write, causes);
            if kept && !graph.rules.ablations.always_maximal {
                return;
            }
            if could_read(graph, node, write, object) && finds_room(graph, write, read) {
                self.revisit(graph, read, write, causes);
            }
        }
    }

    fn revisit(&mut self, graph: &Graph, read: EventId, write: EventId, causes: &Clock) {
        let mut next = self.blank(graph);
        graph.restrict_into(&mut next, read, write, causes);
        let node = next.node_mut(read);
        node.source = write;
        node.choice = 0;
        if graph.is_write_request(write) {
            // The causes of the request depend on the readers before it in the new graph.
            next.read_from(read, write, 0);
            let source = next.node(write).source;
            next.read_from(write, source, 0);
            // The request has a reader among its causes that it must not have.
            if next.node(write).pasts.causes != *causes {
                return self.recycle(next);
            }
        }
        let (operation, source) = (next.node(write).operation, next.node(write).source);
        if operation.reads() {
            match next.slot(write) {
                // No write newer than its new source may happen before the read.
                Slot::Free(place) if place > next.lower_bound_before(read) => {
                    next.place(write, place);
                    self.finish_revisit(&mut next, read, true);
                }
                _ => {}
            }
        } else if operation.placing() == Placing::BehindHold {
            let place = next.position(source) + 1;
            next.place(write, place);
            self.finish_revisit(&mut next, read, true);
        } else {
            let object = operation.object;
            let known = next.lower_bound_before(write);
            let seen = next.lower_bound_before(read);
            let last = next.object(object).coherence.len() + 1;
            for place in known.max(seen) + 1..=last {
                if next.may_store_at(object, place) {
                    next.place(write, place);
                    self.finish_revisit(&mut next, read, place == last);
                    if place < last {
                        next.unplace(write);
                    }
                }
            }
        }
        self.recycle(next);
    }

    /// Finishes a revisit after the write has its place: gives the read its values and, if it
    /// writes, a place. Pushes the graph onto the stack if it is consistent. At its `end`, the
    /// graph itself may go there.
    fn finish_revisit(&mut self, graph: &mut Graph, read: EventId, end: bool) {
        let source = graph.node(read).source;
        graph.read_from(read, source, 0);
        let alternatives = graph.alternatives(read);
        for choice in 0..alternatives {
            let end = end && choice + 1 == alternatives;
            if choice > 0 {
                graph.read_from(read, source, choice);
            }
            if graph.writer_before(read).is_some() {
                self.enter_before(graph, read);
                continue;
            }
            if !graph.node(read).writes {
                if graph.consistent(&[read, source]) {
                    self.push_graph(graph, None, end);
                }
                continue;
            }
            match graph.slot(read) {
                Slot::Free(place) => {
                    graph.place(read, place);
                    if graph.consistent(&[read, source]) {
                        self.push_graph(graph, Some(read), end);
                    }
                    if !end {
                        graph.unplace(read);
                    }
                }
                // A try_lock that acquired the mutex before a waiting request moves the request
                // behind itself.
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
    let node = graph.node(write);
    let (object, causes) = (node.operation.object, &node.pasts.causes);
    graph.threads.iter().enumerate().any(|(thread, nodes)| {
        let others = nodes.get(causes.count(thread)..).unwrap_or_default();
        others
            .iter()
            .any(|reader| could_read(graph, reader, write, object))
    })
}

/// Whether this event could read from that write of this object.
#[inline]
fn could_read(graph: &Graph, reader: &Node, write: EventId, object: ObjectIndex) -> bool {
    reader.operation.object == object && reader.reads() && graph.may_read(&reader.operation, write)
}

/// Whether a read-modify-write may find its slot free after a revisit of `read`, and behind every
/// write that happens before `read`. The deletion frees no other slot, so this check saves a copy
/// of the graph.
fn finds_room(graph: &Graph, write: EventId, read: EventId) -> bool {
    // The source of a writer's request changes with the readers before it.
    if !graph.node(write).reads() || graph.is_write_request(write) {
        return true;
    }
    if let Slot::Taken(other) = graph.slot(write)
        && graph.node(other).stamp < graph.node(read).stamp
    {
        return false;
    }
    graph.place_of_slot(write) > graph.lower_bound_before(read)
}
