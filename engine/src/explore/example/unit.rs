//! What of a graph goes together in a schedule, and what each needs before it.

use crate::explore::graph::channel::{DISCONNECTED, EMPTY};
use crate::explore::graph::{Action, Class, EventId, Graph, NO_OBJECT, Node, ObjectIndex};
use crate::explore::runtime::Status;

/// Events of one thread that go together: a request and the acquire that ends
/// its wait, or any other event alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub(super) first: u16,
    pub(super) len: u16,
    /// Whether it is a step, which takes its turn; the others go as soon as they
    /// can.
    pub(super) step: bool,
    /// What the program waits for before this unit, whatever the graph needs.
    pub(super) gate: Gate,
    /// An event of another thread that must have gone before.
    pub(super) source: EventId,
    pub(super) object: ObjectIndex,
    /// How many writes of the object must have gone before, if that matters.
    pub(super) needs: Option<u16>,
    /// The read that it is: a place in the coherence order of the object, to which the
    /// plan adds where the object's places begin.
    pub(super) reads: Option<u32>,
    pub(super) writes: bool,
    /// Whether it is an operation on a reader-writer lock, where to ask and to get it
    /// are two.
    pub(super) shares: bool,
    /// What it has to do with the senders of a channel.
    pub(super) senders: Senders,
}

/// What a unit has to do with the senders of its channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Senders {
    Nothing,
    /// It is the end of one.
    Departs,
    /// It needs one: a try_recv that finds the channel empty.
    NeedsOne,
    /// It needs all of them to have gone.
    NeedsNone,
}

/// What holds a thread up in the program.
#[derive(Clone, Copy, Debug)]
pub(super) enum Gate {
    Open,
    /// A lock, which must be free.
    Lock,
    /// A token, which must be there.
    Token,
    /// A message, or the end of all senders.
    Message,
    /// Something that is no step: an end, a notification.
    Other,
}

impl Unit {
    /// So many events from this one on; `last` is the last of them.
    pub(super) fn of(graph: &Graph, id: EventId, last: &Node, len: u16) -> Self {
        let node = graph.node(id);
        let action = node.operation.action;
        let busy = action == Action::TryLock && !node.writes;
        let shares = is_rwlock(graph, node);
        let reads = match action {
            Action::Share => Some(graph.place_of_reader(id)),
            _ => is_read_in_order(graph, node).then(|| seen(graph, node)),
        };
        // The value that it must find: how many writes there are in front.
        let needs = match node.position {
            _ if shares => None,
            0 => reads,
            position => Some(usize::from(position) - 1),
        };
        Self {
            first: id.index,
            len,
            step: is_step(node),
            gate: gate_of(graph, node),
            // A busy try_lock may have seen a request that waits itself.
            source: if busy || last.source.thread == id.thread {
                EventId::INITIAL
            } else {
                last.source
            },
            object: node.operation.object,
            needs: needs.map(|n| u16::try_from(n).expect("the step limit")),
            reads: reads.map(|place| u32::try_from(place).expect("the step limit")),
            writes: node.position > 0,
            shares,
            senders: match (action, node.choice) {
                (Action::DropSender, _) => Senders::Departs,
                (Action::TryReceive(_), EMPTY) => Senders::NeedsOne,
                (Action::Receive(_) | Action::TryReceive(_), DISCONNECTED) => Senders::NeedsNone,
                _ => Senders::Nothing,
            },
        }
    }
}

/// Whether the event is a step of a schedule: a wake-up is one only if it is
/// spurious, or too late for a notification.
pub(super) fn is_step(node: &Node) -> bool {
    match node.operation.action {
        Action::WakeAnyway | Action::WakeTimed => node.writes,
        action => action.is_step(),
    }
}

/// What holds the thread up in the program before this event.
fn gate_of(graph: &Graph, node: &Node) -> Gate {
    match node.operation.action {
        Action::Request if !is_rwlock(graph, node) => Gate::Lock,
        Action::Park => Gate::Token,
        Action::Receive(_) => Gate::Message,
        _ if is_step(node) => Gate::Open,
        _ => Gate::Other,
    }
}

/// Whether the event is a step before which nothing can hold its thread up.
pub(super) fn is_open(graph: &Graph, node: &Node) -> bool {
    matches!(gate_of(graph, node), Gate::Open)
}

/// Whether this is an operation on a reader-writer lock.
pub(super) fn is_rwlock(graph: &Graph, node: &Node) -> bool {
    let object = node.operation.object;
    object != NO_OBJECT && graph.object(object).class == Class::RwLock
}

/// Whether this is a request that is never granted, and so no step.
pub(super) fn waits_for_ever(graph: &Graph, id: EventId) -> bool {
    let thread = &graph.threads[usize::from(id.thread)];
    let node = graph.node(id);
    node.operation.action == Action::Request
        && !is_rwlock(graph, node)
        && thread.len() == usize::from(id.index) + 1
}

/// Whether the next write must wait for this read.
fn is_read_in_order(graph: &Graph, node: &Node) -> bool {
    if !node.reads() || matches!(node.operation.action, Action::Request | Action::Share) {
        return false;
    }
    if let Action::TryReceive(_) = node.operation.action {
        return node.choice == EMPTY;
    }
    if matches!(node.operation.action, Action::Enter | Action::Look) {
        return true;
    }
    match graph.object(node.operation.object).class {
        // A wake-up that was notified stays notified.
        Class::Chain | Class::Channel => false,
        _ => true,
    }
}

/// The place in coherence order that a read saw: for a busy try_lock that of the
/// hold it ran into, even where it is put down to a request in the queue.
fn seen(graph: &Graph, node: &Node) -> usize {
    let mut source = node.source;
    if node.operation.action == Action::TryLock && !node.writes {
        while let Some(holder) = waiting_request(graph, source) {
            source = holder;
        }
    }
    graph.position(source)
}

/// If this request has never been granted: the one in front of it.
fn waiting_request(graph: &Graph, id: EventId) -> Option<EventId> {
    (!id.is_initial() && waits_for_ever(graph, id)).then(|| graph.node(id).source)
}

/// The threads that are neither finished nor panicked at the end.
pub(super) fn is_waiting(status: Status) -> bool {
    matches!(status, Status::Live | Status::Spinning)
}
