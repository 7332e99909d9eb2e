//! The token of a thread: `park` waits for it and consumes it, `unpark` makes it available.
//!
//! The token is a chain of read-modify-writes. An `unpark` releases, and a `park` acquires from
//! every `unpark` before it in the chain. A `park` does not happen before a later `unpark`. A
//! spurious return of `park` reads no token, and the token stays as it is.
//!
//! A `park` with a time limit returns at once. It consumes the token, or it finds none and writes
//! nothing; then its limit passed before every later `unpark`.

use super::{Asks, Gate, Named, Primitive, Turn};
use crate::explore::execution;
use crate::explore::graph::{EventId, Graph, Node, ObjectIndex, OfPark, Pasts};
use crate::explore::schedule::{Mark, letter};

/// The values of a token.
const AVAILABLE: u64 = 1;
const CONSUMED: u64 = 0;

/// The choice of a park that returns spuriously.
pub(in crate::explore) const SPURIOUS: u8 = 1;

impl Primitive for OfPark {
    fn reads(self) -> bool {
        self != Self::Begin
    }

    /// Excluding the other values loses no execution: only its owner consumes an available token.
    fn may_read(self, graph: &Graph, write: EventId) -> bool {
        self != Self::Park || !write.is_initial() && graph.node(write).written == AVAILABLE
    }

    /// A `park_timeout` that finds no token may miss an `unpark` that does not happen before it.
    fn looks(self) -> bool {
        self == Self::ParkTimed
    }

    fn written(self, _asks: &Asks<'_>, read: u64, _choice: u8) -> Option<u64> {
        match self {
            Self::Begin => None,
            Self::Park => Some(CONSUMED),
            Self::ParkTimed => (read == AVAILABLE).then_some(CONSUMED),
            Self::Unpark(_) => Some(AVAILABLE),
        }
    }

    fn alternatives(self, _read: u64, _spurious: bool) -> u8 {
        match self {
            Self::Begin => SPURIOUS + 1,
            Self::Park | Self::ParkTimed | Self::Unpark(_) => 1,
        }
    }

    fn waits(self) -> bool {
        self == Self::Park
    }

    fn is_enabled(self, asks: &Asks<'_>) -> bool {
        asks.graph.newest_value(asks.object) == AVAILABLE
    }

    fn lets_go_on(self) -> bool {
        matches!(self, Self::Unpark(_))
    }

    fn learn(self, graph: &Graph, id: EventId, pasts: &mut Pasts) {
        let consumes = match self {
            Self::Park => true,
            Self::ParkTimed => graph.node(id).writes,
            Self::Begin | Self::Unpark(_) => false,
        };
        if consumes {
            pasts.before.join(&graph.published(graph.node(id).source));
        }
    }

    fn is_step(self) -> bool {
        true
    }

    fn was_step(self, node: &Node) -> bool {
        self != Self::Begin || node.choice == SPURIOUS
    }

    fn chooses_to_wait(self) -> bool {
        self == Self::Begin
    }

    fn may_be_spurious(self) -> bool {
        matches!(self, Self::Begin | Self::Park)
    }

    fn turn(self, graph: &Graph, id: EventId) -> Turn {
        match self {
            Self::Begin => Turn::behind(EventId::INITIAL),
            Self::Park | Self::ParkTimed | Self::Unpark(_) => Turn::in_order(graph, graph.node(id)),
        }
    }

    fn gate(self, node: &Node) -> Gate {
        match self {
            Self::Park => Gate::Token,
            _ if self.was_step(node) => Gate::Open,
            _ => Gate::Other,
        }
    }

    fn marks(self, _graph: &Graph, _object: ObjectIndex) -> Vec<Mark> {
        match self {
            Self::Begin => vec![Mark::Spurious],
            Self::Park | Self::ParkTimed | Self::Unpark(_) => Vec::new(),
        }
    }

    fn mark(self, node: &Node) -> Option<Mark> {
        (self == Self::Begin && node.choice == SPURIOUS).then_some(Mark::Spurious)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Begin | Self::Park => "a park",
            Self::ParkTimed => "a park_timeout",
            Self::Unpark(_) => "an unpark",
        }
    }

    fn asked(self, _object: &Named<'_>) -> String {
        match self {
            Self::Begin | Self::Park => "park".to_owned(),
            Self::ParkTimed => "park_timeout".to_owned(),
            Self::Unpark(thread) => format!("unpark {}", letter(usize::from(thread))),
        }
    }

    fn reason(self, _asks: &Asks<'_>, _name: &str) -> Option<String> {
        matches!(self, Self::Begin | Self::Park)
            .then(|| "is parked and waits to be unparked".to_owned())
    }

    fn told(self, node: &Node, _object: &Named<'_>) -> execution::Operation {
        match self {
            Self::Begin => execution::Operation::ParkSpuriously,
            Self::ParkTimed => execution::Operation::ParkTimeout(node.writes),
            Self::Park => execution::Operation::Park,
            Self::Unpark(thread) => execution::Operation::Unpark(usize::from(thread)),
        }
    }
}
