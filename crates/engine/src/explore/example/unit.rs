//! The units of a graph, whose events go together in a schedule.

use crate::explore::graph::primitive::channel_value;
use crate::explore::graph::primitive::{Primitive, rwqueue};
use crate::explore::graph::{Action, EventId, Gate, Graph, Node, OfBounded};
use crate::explore::runtime::Status;

/// Events of one thread that go together: a request and the acquire that ends its wait, a receive
/// and the event that takes its message, or any other event alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub(super) first: EventId,
    pub(super) len: u16,
    /// Whether the unit is a step, for which the schedule chooses the time. Other units go as soon
    /// as they can.
    pub(super) step: bool,
    /// The reason for which the program waits before this unit, apart from the edges of the graph.
    pub(super) gate: Gate,
}

impl Unit {
    /// The unit that begins with this event; `None` for a request that no event grants.
    #[inline]
    pub(super) fn at(graph: &Graph, first: EventId) -> Option<Self> {
        if waits_for_ever(graph, first) {
            return None;
        }
        let node = graph.node(first);
        let is_take = |behind: &Node| behind.operation.action == OfBounded::Take;
        let takes = graph.behind(first).is_some_and(is_take);
        let merges = takes || node.operation.action.takes_ticket() && !asks_first(node);
        Some(Self {
            first,
            len: 1 + u16::from(merges),
            step: node.operation.action.was_step(node),
            gate: node.operation.action.gate(node),
        })
    }

    /// The events of the unit, first to last.
    pub(super) fn events(self) -> impl Iterator<Item = EventId> {
        let first = self.first;
        let indices = first.index..first.index + self.len;
        indices.map(move |index| EventId { index, ..first })
    }
}

/// Whether the event is a step before which its thread never waits.
pub(super) fn is_open(node: &Node) -> bool {
    node.operation.action.gate(node) == Gate::Open
}

/// Whether this is an operation on a reader-writer lock, a semaphore or a channel with a bound of
/// 0, where a request and its grant are two events.
pub(super) fn asks_first(node: &Node) -> bool {
    matches!(
        node.operation.action,
        Action::RwLock(_)
            | Action::RwQueue(_)
            | Action::Semaphore(_)
            | Action::Bounded(OfBounded::Offer | OfBounded::Accept(_))
    )
}

/// Whether this is a request that the thread does not get at once: it waits for another thread.
pub(super) fn asks(node: &Node) -> bool {
    match node.operation.action {
        Action::RwLock(action) => action.queues(),
        Action::RwQueue(action) => action.asks() && !rwqueue::admits(action.writes(), node.read),
        Action::Semaphore(action) => action.asks() && !action.gets(node.read),
        Action::Bounded(OfBounded::Offer) => !channel_value::finds_next(node.read),
        _ => false,
    }
}

/// Whether this is a request that no event grants, and so no step.
pub(super) fn waits_for_ever(graph: &Graph, id: EventId) -> bool {
    let node = graph.node(id);
    node.operation.action.takes_ticket() && !asks_first(node) && graph.behind(id).is_none()
}

/// The threads that are neither finished nor panicked at the end.
pub(super) fn is_waiting(status: Status) -> bool {
    matches!(status, Status::Live | Status::Spinning)
}
