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
use super::maximal::{barrier, is_maximal};
use crate::explore::graph::primitive::channel_value::{DISCONNECTED, EMPTY};
use crate::explore::graph::{Action, EventId, Graph, Label, OfChannel};

impl WorkStack {
    /// A try_recv: the obvious answer goes on, `EMPTY` may be another.
    pub(super) fn add_try_receive(
        &mut self,
        graph: &mut Graph,
        thread: u8,
        operation: Label,
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
        if !graph.is_disconnected(channel) || graph.len() > self.longest {
            return;
        }
        let causes = graph.causes_of_disconnection(channel);
        let barrier = barrier(graph, &causes);
        for id in graph.newest_first(&causes) {
            let kept = graph.node(id).stamp < barrier || !is_maximal(graph, id, departure, &causes);
            if kept && !graph.rules.ablations.always_maximal {
                return;
            }
            let node = graph.node(id);
            let Action::Channel(OfChannel::TryReceive(number)) = node.operation.action else {
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
