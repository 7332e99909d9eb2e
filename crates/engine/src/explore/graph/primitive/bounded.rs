//! Bounded channels on which a thread calls `try_send`: sends and receives in one order.
//!
//! A `try_send` fails if the channel is full, and a full channel stays full until the receiver
//! takes a message. Without a `try_send`, a receive writes nothing that another event could read
//! (see `channel`). The first `try_send` begins the exploration anew (see `runtime::orders`). Then
//! the n-th receive also takes its message, by a read-modify-write in the chain of the sends. The
//! value has the number of messages sent and the number taken. The channel has room if their
//! difference is less than the bound.
//!
//! # Which event a `try_send` reads from
//!
//! It reads from any event of the chain, as a compare-exchange reads from any write. If the value
//! has room, the `try_send` adds its message directly behind that event. If the channel is full
//! there, or the receiver is dropped, the `try_send` is a read: it does not change the chain, and
//! synchronizes with nothing. Each event that the search later adds to the chain revisits it: a
//! `try_send` that found the channel full then reads from the receive that makes room. The search
//! omits no read because of its value, since each value has an answer.
//!
//! A blocking send takes its place in the chain, with or without room, and then waits for the
//! receive that makes room. While it waits, every `try_send` finds the channel full. A receive
//! first waits for its message and then takes it (`Take`). The send comes before the `Take`, so a
//! `Take` always finds its message.
//!
//! # A bound of 0
//!
//! Each send on such a channel hands its message to a receive, and a `try_send` succeeds if the
//! receiver waits. So a receive first offers to take a message (`Offer`), which counts as a
//! message taken, and then waits. The rule for room stays the same. A receive with a time limit
//! withdraws its offer (`Expire`) if the limit passes before a thread sends a message.
//!
//! # Drops of senders
//!
//! A `try_recv` also finds out whether the program has dropped all senders. The first `try_recv`
//! on such a channel begins the exploration anew once more, and then the clones and drops of
//! senders are events of the chain as well (`Enroll`, `Leave`). So the value has an answer for a
//! `try_recv` (`TryTake`), and the search revisits it like any other read.
//!
//! # Happens-before
//!
//! As without a `try_send`: a send happens before the receive of its message, and the receive that
//! makes room happens before the send, or the successful `try_send`, that uses the room.

use super::channel_value::{
    CLOSED, DISCONNECTED, EMPTY, MESSAGE, SENDER, TAKEN, finds_next, found, has_room, is_there,
    next, sent, taken, with_senders,
};
use super::{Asks, Gate, Named, Primitive, Senders, Turn};
use crate::explore::execution;
use crate::explore::graph::{
    Action, EventId, Graph, Node, ObjectIndex, OfBounded, OfChannel, Pasts,
};
use crate::explore::schedule::Mark;

impl Primitive for OfBounded {
    fn reads(self) -> bool {
        self.is_in_chain()
    }

    fn looks(self) -> bool {
        matches!(self, Self::TrySend(_) | Self::TryTake)
    }

    fn awaits_several(self) -> bool {
        true
    }

    fn written(self, _asks: &Asks<'_>, read: u64, _choice: u8) -> Option<u64> {
        match self {
            Self::TrySend(bound) => has_room(read, bound).then(|| read + 1),
            Self::Take | Self::Offer | Self::OfferTimed => Some(read + TAKEN),
            Self::TryTake => finds_next(read).then(|| read + TAKEN),
            Self::Expire(number) => {
                (!is_there(read, number.into())).then(|| read.wrapping_sub(TAKEN))
            }
            Self::Enroll => Some(with_senders(read, SENDER)),
            Self::Leave => Some(with_senders(read, SENDER.wrapping_neg())),
            Self::Admit(_) | Self::Accept(_) => None,
        }
    }

    fn waits(self) -> bool {
        matches!(self, Self::Admit(_) | Self::Accept(_))
    }

    fn is_enabled(self, asks: &Asks<'_>) -> bool {
        match self {
            Self::Admit(_) => self.source(asks).is_some(),
            Self::Accept(number) => OfChannel::Receive(number).is_enabled(asks),
            _ => true,
        }
    }

    fn source(self, asks: &Asks<'_>) -> Option<EventId> {
        match self {
            Self::Admit(number) => {
                let len = asks.graph.object(asks.object).coherence.len();
                let take = asks.graph.take_of(asks.object, number, len);
                take.or_else(|| asks.graph.closing_of(asks.object))
            }
            Self::Accept(number) => OfChannel::Receive(number).source(asks),
            _ => None,
        }
    }

    fn outcome(self, graph: &Graph, source: EventId) -> u8 {
        match self {
            Self::Admit(number) => OfChannel::Admit(number).outcome(graph, source),
            Self::Accept(number) => OfChannel::Receive(number).outcome(graph, source),
            _ => 0,
        }
    }

    fn lets_go_on(self) -> bool {
        !matches!(self, Self::Admit(_) | Self::Enroll)
    }

    fn learn(self, graph: &Graph, id: EventId, pasts: &mut Pasts) {
        let node = graph.node(id);
        let channel = node.operation.object;
        match self {
            Self::TrySend(bound) if node.writes => {
                let number = u32::try_from(sent(node.written)).expect("the step limit");
                let front = graph.position(node.source);
                let take = number
                    .checked_sub(bound)
                    .and_then(|number| graph.take_of(channel, number, front));
                pasts.know(graph, take.unwrap_or(EventId::INITIAL));
            }
            Self::Admit(number) => OfChannel::Admit(number).learn(graph, id, pasts),
            Self::Accept(number) => OfChannel::Receive(number).learn(graph, id, pasts),
            _ => match received(graph, node) {
                Some((MESSAGE, message)) => pasts.know(graph, message),
                // A receive that finds no sender left happens after each drop of a sender.
                Some((DISCONNECTED, _)) => {
                    let departures = graph.departures(channel);
                    departures.for_each(|departure| pasts.follow(graph, departure));
                }
                _ => {}
            },
        }
    }

    fn is_maximal(
        self,
        _graph: &Graph,
        _node: &Node,
        _write: EventId,
        _earlier: &dyn Fn(EventId) -> bool,
    ) -> Option<bool> {
        (!self.is_in_chain()).then_some(true)
    }

    fn is_step(self) -> bool {
        !matches!(
            self,
            Self::Take | Self::Admit(_) | Self::Accept(_) | Self::Enroll
        )
    }

    fn turn(self, graph: &Graph, id: EventId) -> Turn {
        let node = graph.node(id);
        let mut turn = match self.is_in_chain() {
            true => Turn::in_order(graph, node),
            false => Turn::behind(node.source),
        };
        turn.senders = match self {
            Self::Leave => Senders::Departs,
            Self::Accept(_) if node.choice == DISCONNECTED => Senders::NeedsNone,
            _ => Senders::Nothing,
        };
        turn
    }

    fn gate(self, _node: &Node) -> Gate {
        match self.is_step() {
            true => Gate::Open,
            false => Gate::Other,
        }
    }

    /// A `try_send` that finds no room, and a `try_recv` that finds no message, may miss events
    /// that do not happen before it.
    fn marks(self, graph: &Graph, object: ObjectIndex) -> Vec<Mark> {
        match self.looks() {
            true => graph.places_back(object).map(Mark::Older).collect(),
            false => Vec::new(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::TrySend(_) => "a try_send",
            Self::Admit(_) => "a send",
            Self::Take | Self::Offer | Self::Accept(_) => "a recv",
            Self::TryTake => "a try_recv",
            Self::OfferTimed | Self::Expire(_) => "a recv_timeout",
            Self::Enroll => "the clone of a sender",
            Self::Leave => "the drop of a sender",
        }
    }

    fn asked(self, object: &Named<'_>) -> String {
        let name = object.name;
        match self {
            Self::TrySend(_) => format!("try_send on {name}"),
            Self::Admit(_) => format!("send on {name}"),
            Self::Take | Self::Offer | Self::Accept(_) => format!("receive from {name}"),
            Self::TryTake => format!("try_recv from {name}"),
            Self::OfferTimed => format!("receive from {name}, with a time limit"),
            Self::Expire(_) => format!("end the wait for {name}, whose time is over"),
            Self::Enroll => format!("clone a sender of {name}"),
            Self::Leave => format!("drop a sender of {name}"),
        }
    }

    fn reason(self, _asks: &Asks<'_>, name: &str) -> Option<String> {
        match self {
            Self::Accept(_) => Some(format!("waits for a message on {name}")),
            Self::Admit(_) => Some(format!("waits for room in {name}")),
            _ => None,
        }
    }

    fn told(self, node: &Node, object: &Named<'_>) -> execution::Operation {
        use execution::{Operation, Received};
        let outcome = || match received(object.graph, node) {
            Some((MESSAGE, message)) => Received::From(usize::from(message.thread)),
            Some((DISCONNECTED, _)) => Received::Disconnected,
            _ => Received::Empty,
        };
        match self {
            Self::TrySend(_) => Operation::TrySend(match node.read & CLOSED {
                0 if node.writes => execution::Sent::Message,
                0 => execution::Sent::Full,
                _ => execution::Sent::Disconnected,
            }),
            Self::Admit(number) => OfChannel::Admit(number).told(node, object),
            Self::Accept(number) => OfChannel::Receive(number).told(node, object),
            Self::Take | Self::Offer => Operation::Receive(outcome()),
            Self::OfferTimed if outcome() == Received::Empty => Operation::Ask,
            Self::TryTake | Self::OfferTimed | Self::Expire(_) => Operation::TryReceive(outcome()),
            Self::Enroll => Operation::CloneSender,
            Self::Leave => Operation::DropSender,
        }
    }
}

impl OfBounded {
    /// Whether the action reads the chain of the channel, and so may write to it.
    pub(in crate::explore) fn is_in_chain(self) -> bool {
        !matches!(self, Self::Admit(_) | Self::Accept(_))
    }
}

/// The result of an event that receives without waiting, and the send of its message.
fn received(graph: &Graph, node: &Node) -> Option<(u8, EventId)> {
    let action = match node.operation.action {
        Action::Bounded(action) => action,
        _ => return None,
    };
    let number = match action {
        OfBounded::Take | OfBounded::TryTake | OfBounded::Offer | OfBounded::OfferTimed => {
            next(node.read)
        }
        OfBounded::Expire(number) => number.into(),
        _ => return None,
    };
    let number = u32::try_from(number).expect("the step limit");
    let message = match found(node.read, number.into()) {
        // After an `Offer`, the `Accept` waits for the drop of the last sender, too.
        DISCONNECTED if action == OfBounded::Offer => return Some((EMPTY, EventId::INITIAL)),
        MESSAGE => graph.message(node.operation.object, number),
        _ => None,
    };
    let choice = found(node.read, number.into());
    Some((choice, message.unwrap_or(EventId::INITIAL)))
}

impl Graph {
    /// The event that took or offered to take the message with this number, from 1, among the
    /// first `len` events of the chain.
    fn take_of(&self, channel: ObjectIndex, number: u32, len: usize) -> Option<EventId> {
        let before = u64::from(number).checked_sub(1)?;
        let mut take = None;
        for &id in &self.object(channel).coherence[..len] {
            let node = self.node(id);
            let (read, written) = (taken(node.read), taken(node.written));
            if read == before && written > before {
                take = Some(id);
            } else if written == before && read > before {
                // The receiver withdrew this offer.
                take = None;
            }
        }
        take
    }
}
