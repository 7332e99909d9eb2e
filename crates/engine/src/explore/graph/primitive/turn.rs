//! The conditions under which an event may come in an interleaving.

use std::ops::Range;

use crate::explore::graph::{EventId, Graph, Node};

/// The conditions under which an event may come, and its effect on the others.
#[derive(Clone, Debug)]
pub(in crate::explore) struct Turn {
    /// An event that must have come before.
    pub(in crate::explore) source: EventId,
    /// The exact number of the object's writes that must have come before.
    pub(in crate::explore) after: Option<usize>,
    /// Whether the program sees this event as a read of the past. Then `after` and `reads` bind it
    /// only in the consistency check of a graph.
    pub(in crate::explore) passes: bool,
    /// The place in coherence order that the event reads without overwriting it. The writes behind
    /// that place come after the event.
    pub(in crate::explore) reads: Option<usize>,
    /// Whether this is a failed attempt. Under weak memory it may come late, even after a write
    /// that waits `always`.
    pub(in crate::explore) vain: bool,
    /// The places in coherence order whose reads must all have come before.
    pub(in crate::explore) overwrites: Range<usize>,
    /// Whether `overwrites` binds in every order, also in one that only weak memory explains.
    pub(in crate::explore) always: bool,
    /// The event itself, if it waits for other events besides its source.
    pub(in crate::explore) awaits: Option<EventId>,
    /// Its relation to the senders of a channel.
    pub(in crate::explore) senders: Senders,
}

/// The relation of an event to the senders of its channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Senders {
    Nothing,
    /// The event drops a sender.
    Departs,
    /// The event needs a sender: a `try_recv` that finds the channel empty.
    NeedsOne,
    /// The event needs the drops of all senders.
    NeedsNone,
}

/// The reason why a thread waits in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Gate {
    Open,
    /// The thread needs a free lock.
    Lock,
    /// The thread needs an available token.
    Token,
    /// The thread needs a message, or the drop of all senders.
    Message,
    /// The thread needs an event that is no step: an end, a notification.
    Other,
}

impl Turn {
    /// The turn of an event that comes after its source and changes nothing.
    pub(in crate::explore) fn behind(source: EventId) -> Self {
        Self {
            source,
            after: None,
            passes: false,
            reads: None,
            vain: false,
            overwrites: 0..0,
            always: false,
            awaits: None,
            senders: Senders::Nothing,
        }
    }

    /// The turn of an event that reads and writes its object in coherence order.
    pub(in crate::explore) fn in_order(graph: &Graph, node: &Node) -> Self {
        let mut turn = Self::behind(node.source);
        match usize::from(node.position) {
            0 => {
                turn.after = Some(graph.position(node.source));
                turn.reads = turn.after;
            }
            position => {
                turn.after = Some(position - 1);
                turn.overwrites = position - 1..position;
            }
        }
        turn
    }
}
