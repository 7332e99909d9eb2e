//! Whether a thread that waits could go on: then its execution is thrown away, since another
//! one, in which the thread reads what is there now, stands for it. If no thread could go
//! on, they wait for what no thread will do.

use super::round::{Again, Round};
use crate::explore::graph::primitive::{channel_value, holders, rwqueue};
use crate::explore::graph::{
    Action, EventId, Graph, Node, OfAtomic, OfBounded, OfChannel, OfCondvar, OfMutex, OfRwLock,
    OfRwQueue,
};

/// Whether a thread that has gone this round would read something new now.
pub(in crate::explore::runtime) fn could_leave(graph: &Graph, thread: u8, round: &Round) -> bool {
    let events = &graph.threads[usize::from(thread)][round.range()];
    // The next round begins with a newer value.
    let changes = |at: usize| sees_change(graph, thread, &events[..at], &events[at]);
    round.again == Again::WithNewer || (0..events.len()).any(changes)
}

/// Whether this event of a round, behind those in front of it, would find something new.
fn sees_change(graph: &Graph, thread: u8, front: &[Node], node: &Node) -> bool {
    let object = node.operation.object;
    match node.operation.action {
        // The thread that held the lock meanwhile may have changed what it guards.
        Action::Mutex(OfMutex::Request) | Action::RwLock(OfRwLock::Request) => {
            held_last(graph, node).is_some_and(|holder| holder.thread != thread)
        }
        Action::Mutex(OfMutex::TryLock) if node.writes => {
            held_last(graph, node).is_some_and(|holder| holder.thread != thread)
        }
        // What the round itself holds is there each time.
        Action::Mutex(OfMutex::TryLock) | Action::RwLock(OfRwLock::TryShare)
            if is_among(graph, front, node.source) =>
        {
            false
        }
        // A writer came behind the reader.
        Action::RwLock(OfRwLock::Share) => {
            held_last(graph, node).unwrap_or(EventId::INITIAL) != node.source
        }
        Action::RwLock(OfRwLock::TryShare) if node.read == holders::FREE => {
            let places = graph.object(object).coherence.len();
            graph.write_at(object, places) != node.source
        }
        Action::RwQueue(OfRwQueue::Acquire | OfRwQueue::AcquireShared) => false,
        // A writer came behind it.
        Action::RwQueue(action) if node.writes => {
            let chain = &graph.object(object).coherence[usize::from(node.position)..];
            let mut others = chain.iter().filter(|id| id.thread != thread);
            action.takes() && others.any(|&id| graph.takes_to_write(id))
        }
        // The same for what the round holds.
        Action::RwQueue(_) => {
            let held = rwqueue::held_by(front, object);
            graph.newest_value(object).wrapping_add(held) != node.read
        }
        Action::Bounded(OfBounded::OfferTimed) => false,
        Action::Bounded(OfBounded::Expire(number)) => {
            let found = |value| channel_value::found(value, number.into());
            found(graph.newest_value(object)) != found(node.read)
        }
        Action::Condvar(OfCondvar::Enqueue) => graph.newest_value(object) & (1 << thread) == 0,
        Action::Mutex(OfMutex::Acquire | OfMutex::Release)
        | Action::RwLock(
            OfRwLock::Acquire
            | OfRwLock::AcquireShared
            | OfRwLock::Release
            | OfRwLock::ReleaseShared,
        )
        | Action::Condvar(OfCondvar::WakeTimed)
        | Action::Atomic(OfAtomic::Fence) => false,
        // What failed spuriously need not do so again.
        Action::Atomic(_) if node.choice != 0 => true,
        _ => graph.newest_value(object) != node.read || is_left(graph, node),
    }
}

/// Whether the write is that of one of these events.
fn is_among(graph: &Graph, events: &[Node], write: EventId) -> bool {
    let place = graph.position(write);
    let object = |id: EventId| graph.node(id).operation.object;
    let mut others = events.iter().filter(|n| n.position > 0);
    place > 0
        && others.any(|n| usize::from(n.position) == place && n.operation.object == object(write))
}

/// The last one that held the lock of this event, or has asked for it.
fn held_last(graph: &Graph, node: &Node) -> Option<EventId> {
    let chain = graph.object(node.operation.object).coherence.iter();
    chain.rev().find(|&&id| !graph.is_release(id)).copied()
}

/// Whether a try_recv that found nothing would now find that no sender is left.
fn is_left(graph: &Graph, node: &Node) -> bool {
    let action = node.operation.action;
    matches!(action, Action::Channel(OfChannel::TryReceive(_)))
        && graph.is_disconnected(node.operation.object)
}
