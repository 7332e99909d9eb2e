//! A bound on the preemptions of a graph's orders that needs no order.

use super::unit::{is_open, waits_for_ever};
use crate::explore::graph::{Graph, NO_OBJECT, Node, OfMutex};

/// Whether every interleaving of this graph has more than `limit` preemptions.
///
/// Looks for places where another thread's step has to come between two steps of
/// one thread, because the first is seen by the other thread's write, or has not
/// seen it, and the second has. If nothing that the thread does in between can
/// make it wait, then it is stopped there though it could go on. Or another thread
/// has a mutex between a release and the next request of one thread: if nothing
/// in between makes that thread wait, then the mutex is free where it is stopped.
/// Places of one thread that do not overlap are as many preemptions. There may be
/// more: only reads-from and coherence order are looked at, one arrow at a time.
pub(super) fn needs_more(graph: &Graph, limit: usize) -> bool {
    let mut found = 0;
    for (thread, nodes) in graph.threads.iter().enumerate() {
        // The first event from which on nothing makes the thread wait, and the first
        // that may begin a place.
        let (mut open, mut free) = (0, 0);
        for (index, node) in nodes.iter().enumerate() {
            let waits = !is_open(node);
            let before = if waits {
                release_before(graph, thread, nodes, index)
            } else {
                steps_before(graph, thread, nodes, index)
            };
            // So many of its events come first, then the other thread's step.
            if before.is_some_and(|before| before > free && before > open) {
                found += 1;
                if found > limit {
                    return true;
                }
                free = index;
            }
            if waits {
                open = index + 1;
            }
        }
    }
    false
}

/// How many events of this thread must come before another thread's write that in
/// turn must come before this event, in an interleaving.
fn steps_before(graph: &Graph, thread: usize, nodes: &[Node], index: usize) -> Option<usize> {
    let node = &nodes[index];
    let object = node.operation.object;
    if object == NO_OBJECT || !graph.object(object).class.is_memory() {
        return None;
    }
    // A read comes behind the write that it reads, a write behind that in front.
    let place = match node.position {
        0 => graph.position(node.source),
        position => usize::from(position) - 1,
    };
    let write = graph.write_at(object, place);
    if write.is_initial() || usize::from(write.thread) == thread {
        return None;
    }
    let caused = graph.node(write).pasts.causes.count(thread);
    // What saw or wrote an older value of this object comes before the write.
    let older = nodes[..index].iter().rposition(|earlier| {
        earlier.operation.object == object
            && match earlier.position {
                0 => earlier.reads() && graph.position(earlier.source) < place,
                position => usize::from(position) < place,
            }
    });
    let before = caused.max(older.map_or(0, |older| older + 1));
    (before > 0).then_some(before)
}

/// If this is a request of a mutex that another thread has had since this one: how many
/// events of this thread there are up to its last release of it.
fn release_before(graph: &Graph, thread: usize, nodes: &[Node], index: usize) -> Option<usize> {
    let node = &nodes[index];
    let object = node.operation.object;
    if node.operation.action != OfMutex::Request {
        return None;
    }
    let holder = node.source;
    if holder.is_initial() || usize::from(holder.thread) == thread || waits_for_ever(graph, holder)
    {
        return None;
    }
    let release = nodes[..index].iter().rposition(|earlier| {
        earlier.operation.object == object && earlier.operation.action == OfMutex::Release
    })?;
    Some(release + 1)
}
