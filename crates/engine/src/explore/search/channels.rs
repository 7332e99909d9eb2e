//! Channels in the search: `try_recv`, and the events that revisit it.
//!
//! A blocking receive has no alternatives; only `try_recv` has. It may have three results: the
//! message with its number, if the graph has its send; `EMPTY`, if neither the send nor the drops
//! of all senders are in its past; `DISCONNECTED`, if all senders are dropped. So two kinds of
//! events revisit a `try_recv` that found no message: the send of its message, as any write
//! revisits a read, and the drop of the last sender.
//!
//! The drop of the last sender acts as if a further thread joined all senders and then wrote a
//! flag. That thread needs no events, since its write follows from the drops in the graph.

use super::WorkStack;
use super::maximal::{barrier, is_maximal};
use crate::explore::graph::primitive::channel_value::{DISCONNECTED, EMPTY};
use crate::explore::graph::{Action, EventId, Graph, Label, OfChannel};

impl WorkStack {
    /// Adds a `try_recv` with its obvious result. `EMPTY` may be an alternative, which becomes
    /// work.
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

    /// Revisits from the drop of a sender. If it was the last sender, a `try_recv` that found the
    /// channel empty could have come later, and found it disconnected.
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
            // All sends are among the causes, so all messages stay.
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
