//! Barriers: a chain of arrivals, whose number is the barrier's value.

use super::{Asks, Named, Primitive, Site, Turn};
use crate::explore::execution;
use crate::explore::graph::{EventId, Graph, Node, Pasts};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Action {
    Arrive,
    /// Waits until so many threads have come, the last `parties` of them together.
    Pass {
        arrivals: u32,
        parties: u32,
    },
}

impl Primitive for Action {
    fn reads(self) -> bool {
        self == Self::Arrive
    }

    fn written(self, _at: &Site, read: u64, _choice: u8) -> Option<u64> {
        (self == Self::Arrive).then_some(read + 1)
    }

    fn is_enabled(self, asks: &Asks<'_>) -> bool {
        match self {
            Self::Arrive => true,
            Self::Pass { arrivals, .. } => {
                asks.graph.object(asks.object).coherence.len() >= arrivals as usize
            }
        }
    }

    fn source(self, asks: &Asks<'_>) -> Option<EventId> {
        match self {
            Self::Arrive => None,
            Self::Pass { arrivals, .. } => {
                Some(asks.graph.write_at(asks.object, arrivals as usize))
            }
        }
    }

    fn lets_go_on(self) -> bool {
        self == Self::Arrive
    }

    /// The thread that passes a barrier knows what all did before they came.
    fn learn(self, graph: &Graph, id: EventId, pasts: &mut Pasts) {
        if let Self::Pass { arrivals, parties } = self {
            let chain = &graph.object(graph.node(id).operation.object).coherence;
            for &arrival in &chain[(arrivals - parties) as usize..arrivals as usize] {
                pasts.know(graph, arrival);
            }
        }
    }

    fn is_step(self) -> bool {
        self == Self::Arrive
    }

    fn turn(self, graph: &Graph, id: EventId) -> Turn {
        let node = graph.node(id);
        match self {
            Self::Arrive => Turn::in_order(graph, node),
            Self::Pass { .. } => Turn::behind(node.source),
        }
    }

    fn name(self) -> &'static str {
        "a wait at a barrier"
    }

    fn asked(self, object: &Named<'_>) -> String {
        format!("wait at {}", object.name)
    }

    fn reason(self, _asks: &Asks<'_>, name: &str) -> Option<String> {
        matches!(self, Self::Pass { .. }).then(|| format!("waits for the others at {name}"))
    }

    fn told(self, _node: &Node, _object: &Named<'_>) -> execution::Operation {
        match self {
            Self::Arrive => execution::Operation::Arrive,
            Self::Pass { .. } => execution::Operation::Pass,
        }
    }
}
