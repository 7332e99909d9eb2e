//! The events that a revisit may delete: those that are as if the search had added them last.

use crate::explore::graph::primitive::channel_value::DISCONNECTED;
use crate::explore::graph::{Action, Class, Clock, EventId, Graph, Node, OfChannel, Placing};

/// Whether an event is as if the search had added it last: it reads from the newest write and has
/// the newest place, and no event reads from it. Only the older events count here, and the causes
/// of `write`, `causes`.
#[inline]
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
    // The place of the newest write when the search added the event.
    let place = if reads {
        Some(graph.position(node.source))
    } else if node.operation.placing() == Placing::Anywhere {
        Some(usize::from(node.position))
    } else {
        // A release has no choice of its place.
        None
    };
    if let Some(place) = place {
        let queues = node.operation.queues();
        let newer = &graph.object(node.operation.object).coherence[place..];
        let overtaken = newer.iter().any(|&other| {
            other != id && other != write && earlier(other) && !(queues && graph.is_release(other))
        });
        if overtaken {
            return false;
        }
    }
    !node.writes || !graph.may_be_read(id) || !is_read_by_older(graph, id)
}

/// Whether an older event reads from this write, which has revisited it. (A cause of an event
/// reads only from other causes of it, and this write is no cause, so the causes need no check.)
fn is_read_by_older(graph: &Graph, write: EventId) -> bool {
    let node = graph.node(write);
    let thread = usize::from(write.thread);
    // An event that reads from the write has it among its causes, and so have all later events of
    // its thread.
    let knows = |reader: &&Node| reader.pasts.causes.number(thread) > write.index;
    let reads = |reader: &Node| {
        reader.source == write
            && reader.stamp <= node.stamp
            && reader.operation.object == node.operation.object
    };
    let mut threads = graph.threads.iter();
    threads.any(|nodes| nodes.iter().rev().take_while(knows).any(reads))
}

/// The stamp before which a revisit may delete no event. It is the stamp of the last drop of a
/// channel's senders, if that drop revisited an older `try_recv`. The flag that the `try_recv`
/// read has this stamp and is no cause of the revisiting write, so the revisit would delete it;
/// but a revisit must not delete a write that a kept event reads.
pub(super) fn barrier(graph: &Graph, causes: &Clock) -> u32 {
    let mut barrier = 0;
    // This check runs at every revisit, and most programs have no channel.
    if graph.objects.iter().all(|o| o.class != Class::Channel) {
        return barrier;
    }
    for (id, node) in graph.events() {
        let tries = matches!(
            node.operation.action,
            Action::Channel(OfChannel::TryReceive(_))
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
