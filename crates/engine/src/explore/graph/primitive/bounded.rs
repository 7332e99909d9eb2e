//! Bounded channels on which a thread calls `try_send`: sends and receives in one order.
//!
//! A `try_send` fails if the channel is full, and a channel is full until a message is
//! received. Elsewhere a receive is no write that could be read (see `channel`). The first
//! `try_send` begins the exploration anew (see `runtime::orders`), and then the n-th receive
//! also takes its message out of the chain of the sends: a read-modify-write of it. The value
//! says how many messages have been sent and how many taken, so there is room for one more if
//! fewer have been sent than have been taken and fit in.
//!
//! # Which event a `try_send` reads from
//!
//! It reads the value that any event of the chain wrote, as a compare-exchange reads any
//! write. If the value says that there is room it adds its message, right behind that event.
//! If the channel is full there, or the receiver has gone, it is a read, has no effect on the
//! chain, and synchronizes with nothing. Each event of the chain that is added later revisits
//! it: one that found the channel full is made to read from the receive that makes room. No
//! read is left out because of its value, since each value has an answer.
//!
//! A blocking send takes its place in the chain whether or not there is room, and then waits
//! for the receive that makes it. While it waits the channel is full for every `try_send`. A
//! receive waits for its message first, and then takes it (`Take`): what it waits for comes
//! before, so it never has to read that there is none.
//!
//! # Without any room
//!
//! A channel with a bound of 0 hands a message over. There a `try_send` succeeds if the
//! receiver waits. So a receive asks first (`Offer`), which counts as taken, and then waits:
//! the rule for room stays the same. A receive with a limit in time takes that back if its
//! time is over before a message has come (`Expire`).
//!
//! # With the ends of senders
//!
//! A `try_recv` asks whether all senders have gone, too. The first one on such a channel
//! begins the exploration anew once more, and then the senders that come and go are events of
//! the chain as well (`Enroll`, `Leave`). So the value has an answer for a `try_recv`
//! (`TryTake`), and nothing revisits it but what revisits any read.
//!
//! # Happens-before
//!
//! As without a `try_send`: a receive knows what came before the send of its message; a send,
//! or a `try_send` that succeeds, what came before the receive that made room for it.

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
                // To see that all senders have gone is to know what each of them did.
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

    /// One that finds no room, or no message, may miss what its thread does not know of.
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
            Self::OfferTimed => format!("receive from {name}, with a limit in time"),
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
    /// Whether it reads the chain of the channel, and may write to it.
    pub(in crate::explore) fn is_in_chain(self) -> bool {
        !matches!(self, Self::Admit(_) | Self::Accept(_))
    }
}

/// What an event has found that receives without waiting, and the send of its message.
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
        // An `Offer` waits for the end of all senders, too.
        DISCONNECTED if action == OfBounded::Offer => return Some((EMPTY, EventId::INITIAL)),
        MESSAGE => graph.message(node.operation.object, number),
        _ => None,
    };
    let choice = found(node.read, number.into());
    Some((choice, message.unwrap_or(EventId::INITIAL)))
}

impl Graph {
    /// The event by which the message of this number, from 1, was taken or asked for, among
    /// the first `len` events of the chain.
    fn take_of(&self, channel: ObjectIndex, number: u32, len: usize) -> Option<EventId> {
        let before = u64::from(number).checked_sub(1)?;
        let mut take = None;
        for &id in &self.object(channel).coherence[..len] {
            let node = self.node(id);
            let (read, written) = (taken(node.read), taken(node.written));
            if read == before && written > before {
                take = Some(id);
            } else if written == before && read > before {
                // It was taken back.
                take = None;
            }
        }
        take
    }
}
