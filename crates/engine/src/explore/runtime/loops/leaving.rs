//! Whether a waiting thread could leave its loop. If it could, the explorer discards the
//! execution, because another execution, in which the thread reads the newest values, represents
//! it. If no waiting thread could, they wait for an event that no thread causes.

use super::round::{Again, Round};
use crate::explore::graph::primitive::{channel_value, holders, rwqueue};
use crate::explore::graph::{
    Action, EventId, Graph, Node, OfAtomic, OfBounded, OfChannel, OfCondvar, OfMutex, OfRwLock,
    OfRwQueue,
};

/// Whether a thread that failed in this round would now read a new value.
pub(in crate::explore::runtime) fn could_leave(graph: &Graph, thread: u8, round: &Round) -> bool {
    could_leave_but_for(graph, thread, round, &|_| false)
}

/// The same, where the holds of locks that are `vain` have changed nothing.
pub(in crate::explore::runtime) fn could_leave_but_for(
    graph: &Graph,
    thread: u8,
    round: &Round,
    vain: &dyn Fn(EventId) -> bool,
) -> bool {
    let events = &graph.threads[usize::from(thread)][round.range()];
    // With `WithNewer` the next round begins with a newer value.
    let changes = |at: usize| sees_change(graph, thread, &events[..at], &events[at], vain);
    round.again == Again::WithNewer || (0..events.len()).any(changes)
}

/// Whether this event of a round, repeated now after the events `front` of the round, would find
/// something new.
fn sees_change(
    graph: &Graph,
    thread: u8,
    front: &[Node],
    node: &Node,
    vain: &dyn Fn(EventId) -> bool,
) -> bool {
    let object = node.operation.object;
    let held_last = || held_last(graph, node, vain);
    let held_by_other = || held_last().is_some_and(|holder| holder.thread != thread);
    match node.operation.action {
        // Another thread that held the lock in the meantime may have changed the data behind it.
        Action::Mutex(OfMutex::Request) | Action::RwLock(OfRwLock::Request) => held_by_other(),
        Action::Mutex(OfMutex::TryLock) if node.writes => held_by_other(),
        // A lock that the round itself holds is held each time.
        Action::Mutex(OfMutex::TryLock) | Action::RwLock(OfRwLock::TryShare)
            if is_among(graph, front, node.source) =>
        {
            false
        }
        // A writer requested the lock after the reader.
        Action::RwLock(OfRwLock::Share) => held_last().unwrap_or(EventId::INITIAL) != node.source,
        Action::RwLock(OfRwLock::TryShare) if node.read == holders::FREE => {
            let places = graph.object(object).coherence.len();
            graph.write_at(object, places) != node.source
        }
        Action::RwQueue(OfRwQueue::Acquire | OfRwQueue::AcquireShared) => false,
        // A writer requested the lock after this event.
        Action::RwQueue(action) if node.writes => {
            let chain = &graph.object(object).coherence[usize::from(node.position)..];
            let mut others = chain.iter().filter(|&&id| id.thread != thread && !vain(id));
            action.takes() && others.any(|&id| graph.takes_to_write(id))
        }
        // The round's own holds are part of the value each time.
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
        // A spurious failure need not repeat.
        Action::Atomic(_) if node.choice != 0 => true,
        _ => graph.newest_value(object) != node.read || is_left(graph, node),
    }
}

/// Whether one of these events made this write.
fn is_among(graph: &Graph, events: &[Node], write: EventId) -> bool {
    let place = graph.position(write);
    let object = |id: EventId| graph.node(id).operation.object;
    let mut others = events.iter().filter(|n| n.position > 0);
    place > 0
        && others.any(|n| usize::from(n.position) == place && n.operation.object == object(write))
}

/// The last thread's hold or request of the lock of this event, but for vain ones.
fn held_last(graph: &Graph, node: &Node, vain: &dyn Fn(EventId) -> bool) -> Option<EventId> {
    let chain = graph.object(node.operation.object).coherence.iter();
    let mut holds = chain.rev().filter(|&&id| !graph.is_release(id));
    holds.find(|&&id| !vain(id)).copied()
}

/// Whether this event is a `try_recv` that would now find no sender left.
fn is_left(graph: &Graph, node: &Node) -> bool {
    let action = node.operation.action;
    matches!(action, Action::Channel(OfChannel::TryReceive(_)))
        && graph.is_disconnected(node.operation.object)
}
