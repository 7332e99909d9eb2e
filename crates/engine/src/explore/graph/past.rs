//! The pasts of an event: its causes, and the events that happen before it.

use std::sync::atomic::Ordering;

use super::{Action, Clock, EventId, Graph, OfAtomic};
use crate::explore::MemoryModel;

impl Graph {
    /// The events that happen before the next event of a thread, after its first `events` events.
    pub(in crate::explore) fn known_by(&self, thread: u8, events: usize) -> Clock {
        let last = events.checked_sub(1);
        last.map_or(Clock::EMPTY, |last| {
            self.threads[usize::from(thread)][last].pasts.before
        })
    }

    /// The events that happen before this event because of the earlier events of its thread.
    pub(in crate::explore) fn known_before(&self, id: EventId) -> Clock {
        self.known_by(id.thread, id.index.into())
    }

    /// The events that happen before an acquiring read of this write.
    ///
    /// For a release write these are all events that happen before it. For a relaxed write these
    /// are the events that happen before the thread's last release fence. A read-modify-write also
    /// passes on the message that it read: that is the release sequence (in C++20 it has only
    /// read-modify-writes).
    pub(super) fn published(&self, write: EventId) -> Clock {
        let mut message = Clock::EMPTY;
        let mut write = write;
        while !write.is_initial() {
            let node = self.node(write);
            let ordering = self.strength(node.operation.ordering);
            if releases(ordering) {
                message.join(&node.pasts.before);
            } else if let Some(fence) = node.pasts.fenced.checked_sub(1) {
                let fence = EventId {
                    index: fence,
                    ..write
                };
                message.join(&self.node(fence).pasts.before);
            }
            // Its own past has the message that it acquired.
            let passed = releases(ordering) && acquires(ordering);
            if passed || self.rules.ablations.no_release_sequences {
                break;
            }
            // A store reads from no event.
            write = node.source;
        }
        message
    }

    /// Adds the messages of all events that the thread has read since its last acquire fence.
    pub(super) fn join_messages(&self, before: &mut Clock, fence: EventId) {
        let nodes = &self.threads[usize::from(fence.thread)][..usize::from(fence.index)];
        for node in nodes.iter().rev() {
            match node.operation.action {
                Action::Atomic(OfAtomic::Fence)
                    if acquires(self.strength(node.operation.ordering)) =>
                {
                    break;
                }
                Action::Atomic(_) => before.join(&self.published(node.source)),
                _ => {}
            }
        }
    }

    /// The ordering that the model applies: under SC every atomic operation is SeqCst.
    pub(super) fn strength(&self, named: Ordering) -> Ordering {
        match self.rules.model {
            MemoryModel::Rc11 => named,
            MemoryModel::Sc => Ordering::SeqCst,
        }
    }
}

pub(super) fn acquires(ordering: Ordering) -> bool {
    matches!(
        ordering,
        Ordering::Acquire | Ordering::AcqRel | Ordering::SeqCst
    )
}

pub(super) fn releases(ordering: Ordering) -> bool {
    matches!(
        ordering,
        Ordering::Release | Ordering::AcqRel | Ordering::SeqCst
    )
}
