//! What a revisit may delete: events that are as they would have been added last.

use crate::explore::MAX_THREADS;
use crate::explore::graph::primitive::channel::{self, DISCONNECTED};
use crate::explore::graph::{Action, Class, Clock, EventId, Graph, Node, Placing};

/// The events outside these causes, the newest first.
pub(super) struct NewestFirst {
    /// Per thread, how many of its events are causes, and how many are left.
    left: [(u16, u16); MAX_THREADS],
    /// Per thread, the stamp of the newest that is left; 0 if none is.
    newest: [u32; MAX_THREADS],
    threads: usize,
}

impl NewestFirst {
    pub(super) fn new(graph: &Graph, causes: &Clock) -> Self {
        let mut new = Self {
            left: [(0, 0); MAX_THREADS],
            newest: [0; MAX_THREADS],
            threads: graph.threads.len(),
        };
        for (thread, nodes) in graph.threads.iter().enumerate() {
            let len = u16::try_from(nodes.len()).expect("the step limit");
            new.left[thread] = (causes.number(thread), len);
            new.look_at_newest(thread, nodes);
        }
        new
    }

    fn look_at_newest(&mut self, thread: usize, nodes: &[Node]) {
        let (causes, left) = self.left[thread];
        self.newest[thread] = match left > causes {
            true => nodes[usize::from(left) - 1].stamp,
            false => 0,
        };
    }

    /// Stamps grow along a thread, so the newest is the last of some thread.
    pub(super) fn next(&mut self, graph: &Graph) -> Option<EventId> {
        let (mut thread, mut stamp) = (0, 0);
        for (other, &newest) in self.newest[..self.threads].iter().enumerate() {
            if newest > stamp {
                (thread, stamp) = (other, newest);
            }
        }
        if stamp == 0 {
            return None;
        }
        let left = &mut self.left[thread].1;
        *left -= 1;
        let index = *left;
        self.look_at_newest(thread, &graph.threads[thread]);
        Some(EventId {
            thread: u8::try_from(thread).expect("at most 16 threads"),
            index,
        })
    }
}

/// Whether an event is as it would have been added last: it read the newest
/// write and wrote the newest place, and no event has read from it, as far as
/// there were events when it was added or there are causes of `write`, `causes`.
pub(super) fn is_maximal(graph: &Graph, id: EventId, write: EventId, causes: &Clock) -> bool {
    let node = graph.node(id);
    let earlier = |other: EventId| causes.holds(other) || graph.node(other).stamp <= node.stamp;
    let action = node.operation.action;
    if let Some(maximal) = action.is_maximal(graph, node, write, &earlier) {
        return maximal;
    }
    if node.choice != 0 {
        return false;
    }
    let reads = node.reads();
    if !node.writes && !reads {
        return true;
    }
    // The place of the newest write that it knew.
    let place = if reads {
        Some(graph.position(node.source))
    } else if action.placing() == Placing::Anywhere {
        Some(usize::from(node.position))
    } else {
        // A release has no choice of its place.
        None
    };
    if let Some(place) = place {
        let queues = action.queues();
        let newer = &graph.object(node.operation.object).coherence[place..];
        let overtaken = newer.iter().any(|&other| {
            other != id && other != write && earlier(other) && !(queues && graph.is_release(other))
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
    for (thread, nodes) in graph.threads.iter().enumerate() {
        for (index, reader) in nodes.iter().enumerate().rev() {
            // An event that reads from it has it among its causes, and so have all that come
            // behind in that thread.
            if !reader.pasts.causes.holds(write) {
                break;
            }
            if reader.source == write
                && reader.operation.object == node.operation.object
                && (index < causes.count(thread) || reader.stamp <= node.stamp)
            {
                return true;
            }
        }
    }
    false
}

/// The stamp before which nothing may be deleted: that of the last departure of a
/// channel's senders, if an older try_recv has seen that they have gone (it was
/// revisited). The flag that it read has this stamp, is no cause of the write with
/// these causes, and so would be deleted: but what was read is not deleted.
pub(super) fn barrier(graph: &Graph, causes: &Clock) -> u32 {
    let mut barrier = 0;
    // Asked at every revisit, and most programs have no channel.
    if graph.objects.iter().all(|o| o.class != Class::Channel) {
        return barrier;
    }
    for (id, node) in graph.events() {
        let tries = matches!(
            node.operation.action,
            Action::Channel(channel::Action::TryReceive(_))
        );
        if !tries || node.choice != DISCONNECTED || causes.holds(id) {
            continue;
        }
        let channel = node.operation.object;
        let departures = graph.departures(channel);
        let flag = departures.map(|d| graph.node(d).stamp).max().unwrap_or(0);
        let mut events = graph.events();
        let known = events.any(|(id, n)| causes.holds(id) && n.finds_disconnected(channel));
        if flag > node.stamp && !known {
            barrier = barrier.max(flag);
        }
    }
    barrier
}
