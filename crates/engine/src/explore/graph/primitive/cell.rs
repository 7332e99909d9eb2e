//! Plain memory: an access has the rules of a relaxed atomic and a check for data races.

use super::{Asks, Named, Placing, Primitive, Turn};
use crate::explore::execution;
use crate::explore::graph::{EventId, Graph, Node, ObjectIndex, OfCell};
use crate::explore::schedule::Mark;

/// A plain access synchronizes with nothing, and no fence orders it.
impl Primitive for OfCell {
    fn reads(self) -> bool {
        self == Self::Read
    }

    fn written(self, _asks: &Asks<'_>, _read: u64, _choice: u8) -> Option<u64> {
        match self {
            Self::Read => None,
            Self::Write(value) => Some(value),
        }
    }

    fn placing(self) -> Placing {
        match self {
            Self::Read => Placing::Nowhere,
            Self::Write(_) => Placing::Anywhere,
        }
    }

    fn turn(self, graph: &Graph, id: EventId) -> Turn {
        Turn::in_order(graph, graph.node(id))
    }

    fn marks(self, graph: &Graph, object: ObjectIndex) -> Vec<Mark> {
        let places = graph.places_back(object);
        match self {
            Self::Read => places.map(Mark::Older).collect(),
            Self::Write(_) => places.map(Mark::Behind).collect(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Read => "a read",
            Self::Write(_) => "a write",
        }
    }

    fn asked(self, object: &Named<'_>) -> String {
        match self {
            Self::Read => format!("read {}", object.name),
            Self::Write(new) => format!("write {} <- {}", object.name, object.value(new)),
        }
    }

    fn told(self, _node: &Node, _object: &Named<'_>) -> execution::Operation {
        match self {
            Self::Read => execution::Operation::PlainRead,
            Self::Write(_) => execution::Operation::PlainWrite,
        }
    }
}
