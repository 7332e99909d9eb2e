//! What of a graph goes together in a schedule.

use crate::explore::graph::primitive::channel_value::{self, EMPTY};
use crate::explore::graph::primitive::{Primitive, rwqueue};
use crate::explore::graph::{Action, EventId, Gate, Graph, Node, OfBounded, OfChannel};
use crate::explore::runtime::Status;

/// Events of one thread that go together: a request and the acquire that ends its wait, a
/// receive and what takes its message, or any other event alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub(super) first: EventId,
    pub(super) len: u16,
    /// Whether it is a step, which takes its turn; the others go as soon as they
    /// can.
    pub(super) step: bool,
    /// What the program waits for before this unit, whatever the graph needs.
    pub(super) gate: Gate,
}

impl Unit {
    /// The unit that begins with this event; `None` for a request that is never granted.
    #[inline]
    pub(super) fn at(graph: &Graph, first: EventId) -> Option<Self> {
        if waits_for_ever(graph, first) {
            return None;
        }
        let node = graph.node(first);
        let takes = graph.behind(first).is_some_and(is_take);
        let merges = takes || node.operation.action.takes_ticket() && !asks_first(node);
        Some(Self {
            first,
            len: 1 + u16::from(merges),
            step: node.operation.action.was_step(node),
            gate: gate_of(node),
        })
    }

    /// Its events, first to last.
    pub(super) fn events(self) -> impl Iterator<Item = EventId> {
        let first = self.first;
        let indices = first.index..first.index + self.len;
        indices.map(move |index| EventId { index, ..first })
    }
}

/// What holds the thread up in the program before this event.
fn gate_of(node: &Node) -> Gate {
    node.operation.action.gate(node)
}

/// Whether the event is a step before which nothing can hold its thread up.
pub(super) fn is_open(node: &Node) -> bool {
    gate_of(node) == Gate::Open
}

/// Whether this is an operation on a reader-writer lock, a semaphore or a channel without
/// room, where a request and its grant are two events.
pub(super) fn asks_first(node: &Node) -> bool {
    matches!(
        node.operation.action,
        Action::RwLock(_)
            | Action::RwQueue(_)
            | Action::Semaphore(_)
            | Action::Bounded(OfBounded::Offer | OfBounded::Accept(_))
    )
}

/// Whether this is a request that is not granted at once: the thread waits for another one to
/// grant it.
pub(super) fn asks(node: &Node) -> bool {
    match node.operation.action {
        Action::RwLock(action) => action.queues(),
        Action::RwQueue(action) => action.asks() && !rwqueue::admits(action.writes(), node.read),
        Action::Semaphore(action) => action.asks() && !action.gets(node.read),
        Action::Bounded(OfBounded::Offer) => !channel_value::finds_next(node.read),
        _ => false,
    }
}

/// Whether by this event a receive takes the message that it has waited for.
fn is_take(node: &Node) -> bool {
    node.operation.action == OfBounded::Take
}

/// The number of the message that this try_recv did not find, if it is one.
pub(super) fn not_found(node: &Node) -> Option<u32> {
    match node.operation.action {
        Action::Channel(OfChannel::TryReceive(number)) => (node.choice == EMPTY).then_some(number),
        _ => None,
    }
}

/// Whether this is a request that is never granted, and so no step.
pub(super) fn waits_for_ever(graph: &Graph, id: EventId) -> bool {
    let node = graph.node(id);
    node.operation.action.takes_ticket() && !asks_first(node) && graph.behind(id).is_none()
}

/// The threads that are neither finished nor panicked at the end.
pub(super) fn is_waiting(status: Status) -> bool {
    matches!(status, Status::Live | Status::Spinning)
}
