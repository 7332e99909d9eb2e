//! Channels: the sends are a chain of read-modify-writes, and the value is their number.
//!
//! The n-th receive has no choice: it reads from the n-th send. The drop of the receiver (`Close`)
//! is the chain's last element. The drop of a sender is an event outside the chain (see
//! `senders`).
//!
//! The result of a `try_send` depends on the messages received by then. So on a channel with a
//! `try_send` the receives are in the chain as well: see `bounded`.

use super::channel_value::{CLOSED, DISCONNECTED, EMPTY, MESSAGE, sent};
use super::{Asks, Gate, Named, Primitive, Senders, Turn};
use crate::explore::execution;
use crate::explore::graph::{EventId, Graph, Node, ObjectIndex, OfChannel, Pasts};
use crate::explore::schedule::Mark;

/// The result of a wait for room, as the choice of its event.
pub(in crate::explore) const ADMITTED: u8 = 0;
const REFUSED: u8 = 1;

impl Primitive for OfChannel {
    fn reads(self) -> bool {
        matches!(self, Self::Send | Self::TryReceive(_) | Self::Close(_))
    }

    /// A `try_recv` that takes a message reads from the send whose value is the message's number.
    fn may_read(self, graph: &Graph, write: EventId) -> bool {
        match self {
            Self::TryReceive(number) => graph.node(write).written == u64::from(number),
            _ => true,
        }
    }

    fn looks(self) -> bool {
        matches!(self, Self::TryReceive(_))
    }

    fn awaits_several(self) -> bool {
        true
    }

    fn written(self, _asks: &Asks<'_>, read: u64, _choice: u8) -> Option<u64> {
        match self {
            Self::Send => (read & CLOSED == 0).then_some(read + 1),
            Self::Close(_) => Some(read | CLOSED),
            _ => None,
        }
    }

    fn waits(self) -> bool {
        matches!(self, Self::Receive(_) | Self::Admit(_))
    }

    fn is_enabled(self, asks: &Asks<'_>) -> bool {
        match self {
            Self::Receive(number) => {
                asks.graph.message(asks.object, number).is_some()
                    || asks.graph.is_disconnected(asks.object)
            }
            Self::Admit(number) => admission(asks, number).is_some(),
            _ => true,
        }
    }

    fn source(self, asks: &Asks<'_>) -> Option<EventId> {
        match self {
            Self::Receive(number) => asks.graph.message(asks.object, number),
            Self::Admit(number) => admission(asks, number),
            _ => None,
        }
    }

    fn outcome(self, graph: &Graph, source: EventId) -> u8 {
        match self {
            Self::Receive(_) if source.is_initial() => DISCONNECTED,
            Self::Receive(_) => MESSAGE,
            Self::Admit(_) if graph.node(source).closes() => REFUSED,
            Self::Admit(_) => ADMITTED,
            _ => 0,
        }
    }

    fn lets_go_on(self) -> bool {
        !matches!(self, Self::Admit(_) | Self::CloneSender)
    }

    fn learn(self, graph: &Graph, id: EventId, pasts: &mut Pasts) {
        let node = graph.node(id);
        match self {
            // A receive that finds no sender left happens after each drop of a sender.
            Self::Receive(_) | Self::TryReceive(_) if node.choice == DISCONNECTED => {
                let departures = graph.departures(node.operation.object);
                departures.for_each(|departure| pasts.follow(graph, departure));
            }
            Self::Receive(_) | Self::Admit(_) => pasts.know(graph, node.source),
            Self::TryReceive(_) if node.choice == MESSAGE => pasts.know(graph, node.source),
            // The destructors of the remaining messages run next.
            Self::Close(room) => {
                let sent = u32::try_from(sent(node.read)).unwrap_or(u32::MAX);
                for number in 1..=room.min(sent) {
                    let message = graph.message(node.operation.object, number);
                    pasts.know(graph, message.unwrap_or(EventId::INITIAL));
                }
            }
            _ => {}
        }
    }

    fn is_maximal(
        self,
        graph: &Graph,
        node: &Node,
        write: EventId,
        earlier: &dyn Fn(EventId) -> bool,
    ) -> Option<bool> {
        let channel = node.operation.object;
        match self {
            Self::Receive(_) | Self::Admit(_) => Some(true),
            Self::TryReceive(number) => Some(match node.choice {
                EMPTY => {
                    let message = graph.message(channel, number);
                    // A sender was left if any drop is younger than this event, even if the drop
                    // is a cause of `write`: if the last drop happened before the `try_recv`, the
                    // result could not be `EMPTY`.
                    let later = |d: EventId| graph.node(d).stamp > node.stamp;
                    let has_senders =
                        !graph.is_disconnected(channel) || graph.departures(channel).any(later);
                    !message.is_some_and(|m| m != write && earlier(m)) && has_senders
                }
                _ => true,
            }),
            // An earlier receive that found no sender left needs this drop.
            Self::DropSender => {
                let mut events = graph.events();
                Some(
                    !events.any(|(other, reader)| {
                        reader.finds_disconnected(channel) && earlier(other)
                    }),
                )
            }
            Self::Send | Self::Close(_) | Self::CloneSender => None,
        }
    }

    fn is_step(self) -> bool {
        !matches!(self, Self::Admit(_) | Self::CloneSender)
    }

    fn turn(self, graph: &Graph, id: EventId) -> Turn {
        let node = graph.node(id);
        let mut turn = match self {
            Self::Send | Self::Close(_) => Turn::in_order(graph, node),
            // A `try_recv` that takes a message, or finds no sender left, could do so at any later
            // time.
            Self::TryReceive(_) if node.choice == EMPTY => Turn::in_order(graph, node),
            _ => Turn::behind(node.source),
        };
        turn.senders = match (self, node.choice) {
            (Self::DropSender, _) => Senders::Departs,
            (Self::TryReceive(_), EMPTY) => Senders::NeedsOne,
            (Self::Receive(_) | Self::TryReceive(_), DISCONNECTED) => Senders::NeedsNone,
            _ => Senders::Nothing,
        };
        turn
    }

    fn gate(self, _node: &Node) -> Gate {
        match self {
            Self::Receive(_) => Gate::Message,
            _ if self.is_step() => Gate::Open,
            _ => Gate::Other,
        }
    }

    /// A `try_recv` may find the channel empty even after the send of the message, or after the
    /// drop of the last sender.
    fn marks(self, _graph: &Graph, _object: ObjectIndex) -> Vec<Mark> {
        match self {
            Self::TryReceive(_) => vec![Mark::Older(1)],
            _ => Vec::new(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Send | Self::Admit(_) => "a send",
            Self::Receive(_) => "a recv",
            Self::TryReceive(_) => "a try_recv",
            Self::Close(_) => "the drop of a receiver",
            Self::CloneSender => "the clone of a sender",
            Self::DropSender => "the drop of a sender",
        }
    }

    fn asked(self, object: &Named<'_>) -> String {
        let name = object.name;
        match self {
            Self::Send | Self::Admit(_) => format!("send on {name}"),
            Self::Receive(_) => format!("receive from {name}"),
            Self::TryReceive(_) => format!("try_recv from {name}"),
            Self::Close(_) => format!("drop the receiver of {name}"),
            Self::CloneSender => format!("clone a sender of {name}"),
            Self::DropSender => format!("drop a sender of {name}"),
        }
    }

    fn reason(self, _asks: &Asks<'_>, name: &str) -> Option<String> {
        match self {
            Self::Receive(_) => Some(format!("waits for a message on {name}")),
            Self::Admit(_) => Some(format!("waits for room in {name}")),
            _ => None,
        }
    }

    fn told(self, node: &Node, _object: &Named<'_>) -> execution::Operation {
        use execution::Operation;
        match self {
            Self::Send => Operation::Send(node.writes),
            Self::Admit(_) => Operation::Admit(node.choice == ADMITTED),
            Self::Receive(_) => Operation::Receive(received(node)),
            Self::TryReceive(_) => Operation::TryReceive(received(node)),
            Self::Close(_) => Operation::Close,
            Self::CloneSender => Operation::CloneSender,
            Self::DropSender => Operation::DropSender,
        }
    }
}

/// The event that ends a sender's wait for room: the receive that makes it, or the drop of the
/// receiver.
fn admission(asks: &Asks<'_>, number: u32) -> Option<EventId> {
    let receive = asks.graph.receive_of(asks.object, number);
    receive.or_else(|| asks.graph.closing_of(asks.object))
}

/// The result of a receive.
fn received(node: &Node) -> execution::Received {
    use execution::Received;
    match node.choice {
        MESSAGE => Received::From(usize::from(node.source.thread)),
        EMPTY => Received::Empty,
        _ => Received::Disconnected,
    }
}
