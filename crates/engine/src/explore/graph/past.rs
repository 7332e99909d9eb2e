//! The pasts of an event: what it depends on, and what happens before it.

use std::sync::atomic::Ordering;

use super::{Action, Clock, EventId, Graph, OfAtomic};
use crate::explore::MemoryModel;

impl Graph {
    /// What happens before what a thread does behind its first `events` events.
    pub(in crate::explore) fn known_by(&self, thread: u8, events: usize) -> Clock {
        let last = events.checked_sub(1);
        last.map_or(Clock::EMPTY, |last| {
            self.threads[usize::from(thread)][last].pasts.before
        })
    }

    /// The same in front of this event.
    pub(in crate::explore) fn known_before(&self, id: EventId) -> Clock {
        self.known_by(id.thread, id.index.into())
    }

    /// What an acquiring read of this write gets to know.
    ///
    /// Of a release write it is all that happened before; of a relaxed one, what
    /// happened before the last release fence. A read-modify-write passes the message
    /// it read on with its own: that is the release sequence (C++20: of
    /// read-modify-writes only).
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
            // What it has acquired itself is in its own past.
            let passed = releases(ordering) && acquires(ordering);
            if passed || self.rules.ablations.no_release_sequences {
                break;
            }
            // A store has no source.
            write = node.source;
        }
        message
    }

    /// What an acquire fence learns: the messages of all that its thread has read
    /// since the last one.
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

    /// The ordering that counts: under SC every atomic operation is SeqCst.
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
