//! Barriers: threads arrive in groups, and a thread passes when its group is complete.
//!
//! Most programs do not ask which thread of a group leads, and no more than `parties` threads use
//! their barrier. Then the order of arrivals makes no difference: a thread arrives again only
//! after its group has passed, so the n-th group is the n-th arrival of each thread. An arrival
//! (`Come`) reads nothing and writes nothing. A pass (`Meet`) waits for the arrivals of the group,
//! as a join waits for an end.
//!
//! The order makes a difference in two cases. If a thread asks whether it leads, the answer
//! depends on which thread of the group arrived last. If more than `parties` threads use the
//! barrier, the order decides which of them form a group. For such a barrier the exploration
//! begins anew (see `runtime::orders`), and arrivals are a chain of read-modify-writes (`Arrive`).
//! The value of the barrier is the number of arrivals. Each `parties` arrivals of the chain are a
//! group, and `Pass` waits for the last arrival of its group.

use super::{Asks, Named, Primitive, Turn};
use crate::explore::execution;
use crate::explore::graph::{Action, EventId, Graph, Node, ObjectIndex, OfBarrier, Pasts};

impl Primitive for OfBarrier {
    fn reads(self) -> bool {
        self == Self::Arrive
    }

    fn awaits_several(self) -> bool {
        true
    }

    fn written(self, _asks: &Asks<'_>, read: u64, _choice: u8) -> Option<u64> {
        (self == Self::Arrive).then_some(read + 1)
    }

    fn waits(self) -> bool {
        matches!(self, Self::Meet { .. } | Self::Pass { .. })
    }

    fn is_enabled(self, asks: &Asks<'_>) -> bool {
        let graph = asks.graph;
        match self {
            Self::Come | Self::Arrive => true,
            Self::Meet { time, parties } => {
                graph.arrivals(asks.object, time).count() >= parties as usize
            }
            Self::Pass { arrivals, .. } => {
                graph.object(asks.object).coherence.len() >= arrivals as usize
            }
        }
    }

    fn source(self, asks: &Asks<'_>) -> Option<EventId> {
        match self {
            Self::Come | Self::Arrive => None,
            // The source is one arrival of the group; `awaited` has all of them.
            Self::Meet { time, .. } => asks.graph.arrivals(asks.object, time).last(),
            Self::Pass { arrivals, .. } => {
                Some(asks.graph.write_at(asks.object, arrivals as usize))
            }
        }
    }

    fn lets_go_on(self) -> bool {
        self.is_step()
    }

    /// Every event before an arrival of the group happens before the pass.
    fn learn(self, graph: &Graph, id: EventId, pasts: &mut Pasts) {
        let barrier = graph.node(id).operation.object;
        match self {
            Self::Come | Self::Arrive => {}
            Self::Meet { time, .. } => {
                for arrival in graph.arrivals(barrier, time) {
                    pasts.follow(graph, arrival);
                }
            }
            Self::Pass { arrivals, parties } => {
                let chain = &graph.object(barrier).coherence;
                for &arrival in &chain[(arrivals - parties) as usize..arrivals as usize] {
                    pasts.know(graph, arrival);
                }
            }
        }
    }

    fn turn(self, graph: &Graph, id: EventId) -> Turn {
        let node = graph.node(id);
        let mut turn = match self {
            Self::Arrive => Turn::in_order(graph, node),
            _ => Turn::behind(node.source),
        };
        if matches!(self, Self::Meet { .. }) {
            turn.awaits = Some(id);
        }
        turn
    }

    fn name(self) -> &'static str {
        "a wait at a barrier"
    }

    fn asked(self, object: &Named<'_>) -> String {
        format!("wait at {}", object.name)
    }

    fn reason(self, _asks: &Asks<'_>, name: &str) -> Option<String> {
        (!self.is_step()).then(|| format!("waits for the other threads at {name}"))
    }

    fn told(self, _node: &Node, _object: &Named<'_>) -> execution::Operation {
        match self {
            Self::Come | Self::Arrive => execution::Operation::Arrive,
            Self::Meet { .. } | Self::Pass { .. } => execution::Operation::Pass,
        }
    }
}

impl Graph {
    /// The `time`-th arrival, from 1, of each thread that has arrived that often at a barrier
    /// without an order.
    pub(in crate::explore) fn arrivals(
        &self,
        barrier: ObjectIndex,
        time: u32,
    ) -> impl Iterator<Item = EventId> {
        let comes = move |(_, node): &(usize, &Node)| {
            node.operation.object == barrier && node.operation.action == OfBarrier::Come
        };
        self.threads
            .iter()
            .enumerate()
            .filter_map(move |(thread, nodes)| {
                let mut arrivals = nodes.iter().enumerate().filter(comes);
                let (index, _) = arrivals.nth(time as usize - 1)?;
                Some(EventId::at(thread, index))
            })
    }

    /// The events besides its source for which an event waits. A writer waits for the releases of
    /// the readers in front, a thread at a barrier for the arrivals of its group. `None` if one of
    /// them is missing.
    pub(in crate::explore) fn awaited(&self, id: EventId) -> Option<Vec<EventId>> {
        let Node { operation, .. } = self.node(id);
        match operation.action {
            Action::Barrier(OfBarrier::Meet { time, .. }) => {
                Some(self.arrivals(operation.object, time).collect())
            }
            _ => match self.request_drained_by(id) {
                Some(request) => self.releases_before(request),
                None => Some(Vec::new()),
            },
        }
    }
}
