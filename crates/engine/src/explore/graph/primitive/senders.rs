//! The messages of a channel and the number of its senders.
//!
//! The drop of a sender is an event outside the chain of messages. So its order against the
//! messages of other senders makes no further executions. A receiver detects only that the program
//! has dropped *all* senders.

use super::channel_value::{CLOSED, DISCONNECTED, EMPTY, MESSAGE, sent};
use crate::explore::graph::{
    Action, Clock, EventId, Graph, Node, ObjectIndex, OfBounded, OfChannel,
};

impl Node {
    /// Whether the event drops the receiver of a channel.
    pub(super) fn closes(&self) -> bool {
        matches!(self.operation.action, Action::Channel(OfChannel::Close(_)))
    }

    /// Whether this is a receive that found no sender of the channel left.
    pub(in crate::explore) fn finds_disconnected(&self, channel: ObjectIndex) -> bool {
        self.choice == DISCONNECTED
            && self.operation.object == channel
            && matches!(
                self.operation.action,
                Action::Channel(OfChannel::Receive(_) | OfChannel::TryReceive(_))
                    | Action::Bounded(OfBounded::Accept(_))
            )
    }

    /// The number of the message that this event did not find, if it is a `try_recv` that found
    /// the channel empty.
    pub(in crate::explore) fn not_found(&self) -> Option<u32> {
        match self.operation.action {
            Action::Channel(OfChannel::TryReceive(number)) => {
                (self.choice == EMPTY).then_some(number)
            }
            _ => None,
        }
    }
}

impl Graph {
    /// The send of the channel's n-th message, from 1.
    pub(in crate::explore) fn message(&self, channel: ObjectIndex, number: u32) -> Option<EventId> {
        let chain = &self.object(channel).coherence;
        // If the chain has receives, too, the message stands further behind.
        let earlier = |&id: &EventId| sent(self.node(id).written) < u64::from(number);
        let place = number as usize - 1;
        let place = place + chain.get(place..)?.partition_point(earlier);
        chain.get(place).copied()
    }

    /// The receive of the channel's n-th message, from 1.
    pub(in crate::explore) fn receive_of(
        &self,
        channel: ObjectIndex,
        number: u32,
    ) -> Option<EventId> {
        let receives = |node: &Node| {
            let numbered = matches!(
                node.operation.action,
                Action::Channel(OfChannel::Receive(n) | OfChannel::TryReceive(n)) if n == number
            );
            numbered && node.choice == MESSAGE && node.operation.object == channel
        };
        self.events()
            .find(|(_, node)| receives(node))
            .map(|(id, _)| id)
    }

    /// The drop of the channel's receiver, if the graph has it.
    pub(in crate::explore) fn closing_of(&self, channel: ObjectIndex) -> Option<EventId> {
        if self.newest_value(channel) & CLOSED == 0 {
            return None;
        }
        // Drops of senders may follow it in the chain.
        let mut chain = self.object(channel).coherence.iter().rev().copied();
        chain.find(|&id| self.node(id).closes())
    }

    /// The drops of the channel's senders.
    pub(in crate::explore) fn departures(
        &self,
        channel: ObjectIndex,
    ) -> impl Iterator<Item = EventId> {
        self.events()
            .filter(move |(_, node)| {
                let action = node.operation.action;
                let departs = action == OfChannel::DropSender || action == OfBounded::Leave;
                node.operation.object == channel && departs
            })
            .map(|(id, _)| id)
    }

    /// The number of senders of the channel, from only those events that `counts` accepts.
    pub(in crate::explore) fn senders(
        &self,
        channel: ObjectIndex,
        counts: impl Fn(EventId) -> bool,
    ) -> usize {
        // The loop goes thread by thread and may meet the drop of a sender before its clone. If
        // the drop counts, the clone counts too, because it is among the drop's causes.
        let (mut come, mut gone) = (1, 0);
        for (id, node) in self.events() {
            if node.operation.object == channel && counts(id) {
                match node.operation.action {
                    Action::Channel(OfChannel::CloneSender)
                    | Action::Bounded(OfBounded::Enroll) => come += 1,
                    Action::Channel(OfChannel::DropSender) | Action::Bounded(OfBounded::Leave) => {
                        gone += 1
                    }
                    _ => {}
                }
            }
        }
        come - gone
    }

    /// Whether the program has dropped all senders of the channel.
    pub(in crate::explore) fn is_disconnected(&self, channel: ObjectIndex) -> bool {
        self.senders(channel, |_| true) == 0
    }

    /// The causes of the drops of all senders.
    pub(in crate::explore) fn causes_of_disconnection(&self, channel: ObjectIndex) -> Clock {
        let mut causes = Clock::EMPTY;
        for departure in self.departures(channel) {
            causes.join(&self.node(departure).pasts.causes);
        }
        causes
    }

    /// Whether this `try_recv` for the message `number` may find the channel empty with a sender
    /// left, given the events that happen before it.
    pub(in crate::explore) fn may_find_empty(&self, id: EventId, number: u32) -> bool {
        let channel = self.node(id).operation.object;
        let known = self.known_before(id);
        self.lower_bound(channel, &known) < number as usize
            && self.senders(channel, |event| known.holds(event)) > 0
    }

    /// The source and choice of a `try_recv` for this message that comes after all events of the
    /// graph.
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
