//! One-time initializations: the first thread that enters runs the initializer, the others wait.

use super::{Asks, Named, Primitive, Turn};
use crate::explore::execution;
use crate::explore::graph::{EventId, Graph, Node, OfOnce, Pasts};

/// The values of a one-time initialization.
const NEW: u64 = 0;
pub(in crate::explore) const BEGUN: u64 = 1;
pub(in crate::explore) const DONE: u64 = 2;

/// The place of the completion in coherence order, behind the write that begins the
/// initialization.
const COMPLETION: usize = 2;

impl Primitive for OfOnce {
    fn reads(self) -> bool {
        self != Self::AwaitCompletion
    }

    fn looks(self) -> bool {
        matches!(self, Self::Enter | Self::Look)
    }

    fn written(self, _asks: &Asks<'_>, read: u64, _choice: u8) -> Option<u64> {
        match self {
            Self::Enter => (read == NEW).then_some(BEGUN),
            Self::Complete => Some(DONE),
            Self::Look | Self::AwaitCompletion => None,
        }
    }

    fn waits(self) -> bool {
        self == Self::AwaitCompletion
    }

    fn is_enabled(self, asks: &Asks<'_>) -> bool {
        asks.graph.newest_value(asks.object) == DONE
    }

    fn source(self, asks: &Asks<'_>) -> Option<EventId> {
        (self == Self::AwaitCompletion).then(|| asks.graph.write_at(asks.object, COMPLETION))
    }

    fn lets_go_on(self) -> bool {
        self == Self::Complete
    }

    /// The completion happens before each event that finds it.
    fn learn(self, graph: &Graph, id: EventId, pasts: &mut Pasts) {
        let source = graph.node(id).source;
        let done = !source.is_initial() && graph.node(source).operation.action == Self::Complete;
        if done && self != Self::Complete {
            pasts.know(graph, source);
        }
    }

    fn turn(self, graph: &Graph, id: EventId) -> Turn {
        let node = graph.node(id);
        match self {
            Self::AwaitCompletion => Turn::behind(node.source),
            _ => Turn::in_order(graph, node),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Look => "a look at a one-time initialization",
            _ => "a call_once",
        }
    }

    fn asked(self, object: &Named<'_>) -> String {
        let name = object.name;
        match self {
            Self::Enter | Self::AwaitCompletion => format!("call {name}"),
            Self::Complete => format!("complete {name}"),
            Self::Look => format!("look at {name}"),
        }
    }

    fn reason(self, _asks: &Asks<'_>, name: &str) -> Option<String> {
        (self == Self::AwaitCompletion).then(|| format!("waits until {name} is done"))
    }

    fn told(self, node: &Node, _object: &Named<'_>) -> execution::Operation {
        match self {
            Self::Enter => execution::Operation::Enter(node.writes),
            Self::Complete => execution::Operation::Complete,
            Self::Look => execution::Operation::Look(node.read == DONE),
            Self::AwaitCompletion => execution::Operation::AwaitCompletion,
        }
    }
}
