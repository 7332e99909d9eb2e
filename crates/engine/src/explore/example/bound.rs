//! A lower bound on the preemptions of a graph's orders, found without an order.

use super::unit::{is_open, waits_for_ever};
use crate::explore::graph::{Graph, NO_OBJECT, Node, OfMutex};

/// Whether every interleaving of this graph has more than `limit` preemptions.
///
/// Looks for two steps of one thread between which another thread's write has to come: the first
/// step precedes that write in reads-from or coherence order, and the second follows it. If no
/// step of the thread in between can wait, the order preempts the thread there. Another case is a
/// mutex that another thread holds between a release and the next request of this thread. If no
/// step in between can wait, the mutex is free where the order leaves the thread, so that is a
/// preemption, too. Disjoint places of one thread are as many preemptions. An order may have more:
/// the check follows only one edge of reads-from or coherence order at a time.
pub(super) fn needs_more(graph: &Graph, limit: usize) -> bool {
    let mut found = 0;
    for (thread, nodes) in graph.threads.iter().enumerate() {
        // `open` is the first event from which on no step of the thread waits; `free` is the first
        // event that may begin a new place.
        let (mut open, mut free) = (0, 0);
        for (index, node) in nodes.iter().enumerate() {
            let waits = !is_open(node);
            let before = if waits {
                release_before(graph, thread, nodes, index)
            } else {
                steps_before(graph, thread, nodes, index)
            };
            // The thread's first `before` events come before the other thread's step.
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

/// The number of this thread's events that come, in any interleaving, before another thread's
/// write that comes before this event.
fn steps_before(graph: &Graph, thread: usize, nodes: &[Node], index: usize) -> Option<usize> {
    let node = &nodes[index];
    let object = node.operation.object;
    if object == NO_OBJECT || !graph.object(object).class.is_memory() {
        return None;
    }
    // A read comes after its source, a write after its predecessor in coherence order.
    let place = match node.position {
        0 => graph.position(node.source),
        position => usize::from(position) - 1,
    };
    let write = graph.write_at(object, place);
    if write.is_initial() || usize::from(write.thread) == thread {
        return None;
    }
    let caused = graph.node(write).pasts.causes.count(thread);
    // An event that read or wrote an older value of this object comes before the write.
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

/// For a request of a mutex that another thread has held since this thread's last release of it:
/// the number of this thread's events up to that release.
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
