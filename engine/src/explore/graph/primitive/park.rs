//! The token of a thread: `park` waits for it and consumes it, `unpark` makes it available.
//!
//! The token is a chain of read-modify-writes, each with acquire and release.

use super::{Asks, Gate, Named, Primitive, Site, Turn};
use crate::explore::execution;
use crate::explore::graph::{EventId, Graph, Node, Pasts};
use crate::explore::schedule::letter;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Action {
    Park,
    /// The thread whose token it is.
    Unpark(u8),
}

/// The values of a token.
const AVAILABLE: u64 = 1;
const CONSUMED: u64 = 0;

impl Primitive for Action {
    fn reads(self) -> bool {
        true
    }

    /// To leave the other values out loses nothing: once the token is there, only its
    /// owner takes it.
    fn may_read(self, graph: &Graph, write: EventId) -> bool {
        self != Self::Park || !write.is_initial() && graph.node(write).written == AVAILABLE
    }

    fn written(self, _at: &Site, _read: u64, _choice: u8) -> Option<u64> {
        Some(match self {
            Self::Park => CONSUMED,
            Self::Unpark(_) => AVAILABLE,
        })
    }

    fn is_enabled(self, asks: &Asks<'_>) -> bool {
        self != Self::Park || asks.graph.newest_value(asks.object) == AVAILABLE
    }

    fn lets_go_on(self) -> bool {
        self != Self::Park
    }

    fn learn(self, graph: &Graph, id: EventId, pasts: &mut Pasts) {
        pasts.before.join(&graph.published(graph.node(id).source));
    }

    fn turn(self, graph: &Graph, id: EventId) -> Turn {
        Turn::in_order(graph, graph.node(id))
    }

    fn gate(self, _node: &Node) -> Gate {
        match self {
            Self::Park => Gate::Token,
            Self::Unpark(_) => Gate::Open,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Park => "a park",
            Self::Unpark(_) => "an unpark",
        }
    }

    fn asked(self, _object: &Named<'_>) -> String {
        match self {
            Self::Park => "park".to_owned(),
            Self::Unpark(thread) => format!("unpark {}", letter(usize::from(thread))),
        }
    }

    fn reason(self, _asks: &Asks<'_>, _name: &str) -> Option<String> {
        (self == Self::Park).then(|| "is parked and waits to be unparked".to_owned())
    }

    fn told(self, _node: &Node, _object: &Named<'_>) -> execution::Operation {
        match self {
            Self::Park => execution::Operation::Park,
            Self::Unpark(thread) => execution::Operation::Unpark(usize::from(thread)),
        }
    }
}
