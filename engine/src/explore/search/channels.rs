//! Channels in the search: try_recv, and what revisits it.
//!
//! A blocking receive has no alternatives; only `try_recv` has. It may be answered
//! in three ways: with the message of its number, if that is there; `EMPTY`, if
//! neither the message nor the end of all senders is in its past; `DISCONNECTED`,
//! if all senders have gone. So two things revisit a try_recv that found nothing:
//! the send of its message, as any write does a read; and the end of the last
//! sender.
//!
//! The end of the last sender acts as if one more thread joined all senders and
//! then wrote a flag. That thread needs no events of its own, since its write
//! follows from the departures in the graph.

use super::WorkStack;
use super::revisits::{NewestFirst, is_maximal};
use crate::explore::graph::channel::{ADMITTED, CLOSED, DISCONNECTED, EMPTY, MESSAGE, REFUSED};
use crate::explore::graph::{Action, Class, Clock, EventId, Graph, Node, Operation};

/// What comes of a blocking operation on a channel, now that it has its source: the
/// choice of its event.
pub(in crate::explore) fn outcome(graph: &Graph, action: Action, source: EventId) -> u8 {
    match action {
        Action::Receive(_) if source.is_initial() => DISCONNECTED,
        Action::Receive(_) => MESSAGE,
        Action::Admit(_) if graph.node(source).operation.action == Action::Close => REFUSED,
        Action::Admit(_) => ADMITTED,
        _ => 0,
    }
}

/// Whether a try_recv, or the end of a sender, is as it would have been added
/// last, but for `write`; `None` for other events.
pub(super) fn is_maximal_on_channel(
    graph: &Graph,
    node: &Node,
    write: EventId,
    earlier: impl Fn(EventId) -> bool,
) -> Option<bool> {
    let channel = node.operation.object;
    match node.operation.action {
        Action::Receive(_) | Action::Admit(_) => Some(true),
        Action::TryReceive(number) => Some(match node.choice {
            EMPTY => {
                let message = graph.message(channel, number);
                // The flag of the end of all senders is there with the last departure,
                // whatever causes of `write` the departures are: had the try_recv
                // known the flag from elsewhere, it could not be empty.
                let later = |d: EventId| graph.node(d).stamp > node.stamp;
                let has_senders =
                    !graph.is_disconnected(channel) || graph.departures(channel).any(later);
                !message.is_some_and(|m| m != write && earlier(m)) && has_senders
            }
            _ => true,
        }),
        // Nobody may have seen that the senders have gone.
        Action::DropSender => {
            let mut events = graph.events();
            Some(
                !events.any(|(other, reader)| reader.finds_disconnected(channel) && earlier(other)),
            )
        }
        _ => None,
    }
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
        let tries = matches!(node.operation.action, Action::TryReceive(_));
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

impl WorkStack {
    /// A try_recv: the obvious answer goes on, `EMPTY` may be another.
    pub(super) fn add_try_receive(
        &mut self,
        graph: &mut Graph,
        thread: u8,
        operation: Operation,
        number: u32,
    ) -> EventId {
        let id = graph.push(thread, operation, EventId::INITIAL, EMPTY);
        let (source, choice) = graph.obvious_receive(operation.object, number);
        if choice != EMPTY && graph.may_find_empty(id, number) {
            let before = graph.write_at(operation.object, number as usize - 1);
            graph.read_from(id, before, EMPTY);
            if graph.consistent(&[id]) {
                self.push_copy(graph, None);
            }
        }
        graph.read_from(id, source, choice);
        id
    }

    /// A sender has gone. If it was the last, a try_recv that found the channel
    /// empty could have come later, and found it disconnected.
    pub(super) fn revisit_from_departure(&mut self, graph: &Graph, departure: EventId) {
        let channel = graph.node(departure).operation.object;
        if !graph.is_disconnected(channel) {
            return;
        }
        let causes = graph.causes_of_disconnection(channel);
        let barrier = barrier(graph, &causes);
        let mut events = NewestFirst::new(graph, &causes);
        while let Some(id) = events.next(graph) {
            let kept = graph.node(id).stamp < barrier || !is_maximal(graph, id, departure, &causes);
            if kept && !graph.rules.ablations.always_maximal {
                return;
            }
            let node = graph.node(id);
            let Action::TryReceive(number) = node.operation.action else {
                continue;
            };
            // All sends are among the causes, so what there is of messages stays.
            let empty = node.operation.object == channel && node.choice == EMPTY;
            if !empty || graph.message(channel, number).is_some() {
                continue;
            }
            let mut next = self.blank(graph);
            graph.restrict_into(&mut next, id, departure, &causes);
            let source = next.node(id).source;
            next.read_from(id, source, DISCONNECTED);
            if next.consistent(&[id, departure]) {
                self.push_copy(&next, None);
            }
            self.recycle(next);
        }
    }
}

impl Graph {
    /// How a try_recv for this message ends that comes behind everything in the
    /// graph: what it reads from, and its choice.
    pub(in crate::explore) fn obvious_receive(&self, channel: u32, number: u32) -> (EventId, u8) {
        if let Some(message) = self.message(channel, number) {
            return (message, MESSAGE);
        }
        let before = self.write_at(channel, number as usize - 1);
        debug_assert!(
            self.newest_value(channel) & CLOSED == 0,
            "the receiver is alive"
        );
        if self.is_disconnected(channel) {
            (before, DISCONNECTED)
        } else {
            (before, EMPTY)
        }
    }
}
