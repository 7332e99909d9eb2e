//! The pasts of an event: what it depends on, and what happens before it.

use std::sync::atomic::Ordering;

use super::channel::{DISCONNECTED, MESSAGE};
use super::{Action, Class, Clock, EventId, Graph, NO_OBJECT, Node};
use crate::explore::MemoryModel;

/// The sets of events that come before an event, by several meanings of
/// "before". Each holds the event itself where that makes sense.
#[derive(Clone, Copy, Debug)]
pub(in crate::explore) struct Pasts {
    /// Its causes: program order and reads-from, transitively (porf).
    pub(in crate::explore) causes: Clock,
    /// Happens-before.
    pub(in crate::explore) before: Clock,
    /// How many events of its thread there are up to its last release fence, that
    /// one included.
    fenced: u16,
}

impl Pasts {
    pub(super) const EMPTY: Self = Self {
        causes: Clock::EMPTY,
        before: Clock::EMPTY,
        fenced: 0,
    };
}

impl Node {
    /// Whether it reads that something is done.
    fn read_is_complete(&self, graph: &Graph) -> bool {
        !self.source.is_initial() && graph.node(self.source).operation.action == Action::Complete
    }
}

impl Graph {
    /// Computes the pasts of an event from those of its predecessor in program
    /// order and of its source.
    pub(super) fn pasts(&self, id: EventId, writes: bool) -> Pasts {
        let node = self.node(id);
        let mut pasts = match id.index.checked_sub(1) {
            Some(index) => self.node(EventId { index, ..id }).pasts,
            None => Pasts::EMPTY,
        };
        let source = (!node.source.is_initial()).then(|| &self.node(node.source).pasts);
        if let Some(source) = source {
            pasts.causes.join(&source.causes);
        }
        pasts.causes.add(id);
        pasts.before.add(id);

        let action = node.operation.action;
        match action {
            Action::Receive(_) | Action::TryReceive(_) if node.choice == DISCONNECTED => {
                self.join_departures(&mut pasts, node.operation.object);
            }
            Action::Enter | Action::Look if node.read_is_complete(self) => {
                if let Some(source) = source {
                    pasts.before.join(&source.before);
                }
            }
            // Whoever passes a barrier knows what all did before they came.
            Action::Pass { arrivals, parties } => {
                let chain = &self.object(node.operation.object).coherence;
                for &arrival in &chain[(arrivals - parties) as usize..arrivals as usize] {
                    pasts.before.join(&self.node(arrival).pasts.before);
                }
            }
            // What one thread did before another began, ended, unlocked, sent or
            // received, the other one knows.
            Action::Start
            | Action::Join(_)
            | Action::Acquire
            | Action::AcquireShared
            | Action::Receive(_)
            | Action::Admit(_)
            | Action::AwaitCompletion => {
                if let Some(source) = source {
                    pasts.before.join(&source.before);
                }
                if self.waits_for_readers(id) {
                    self.join_readers(&mut pasts, id);
                }
            }
            Action::Request if self.is_write_request(id) => {
                for reader in self.readers_behind(node.operation.object, node.source) {
                    pasts.causes.join(&self.node(reader).pasts.causes);
                }
            }
            Action::TryShare if self.writer_before(id).is_some() => {
                if let Some(source) = source {
                    pasts.before.join(&source.before);
                }
            }
            Action::TryReceive(_) if node.choice == MESSAGE => {
                if let Some(source) = source {
                    pasts.before.join(&source.before);
                }
            }
            Action::TryLock if writes => {
                if let Some(source) = source {
                    pasts.before.join(&source.before);
                }
            }
            Action::Fence => {
                if acquires(self.strength(node.operation.ordering)) {
                    self.join_messages(&mut pasts.before, id);
                }
                if releases(self.strength(node.operation.ordering)) {
                    pasts.fenced = id.index + 1;
                }
            }
            Action::Park | Action::Unpark(_) => {
                pasts.before.join(&self.published(node.source));
            }
            _ if node.operation.object == NO_OBJECT => {}
            _ => match self.object(node.operation.object).class {
                Class::Atomic => {
                    let ordering = match action {
                        Action::CompareExchange { failure, .. } if !writes => failure,
                        _ => node.operation.ordering,
                    };
                    if acquires(self.strength(ordering)) {
                        pasts.before.join(&self.published(node.source));
                    }
                }
                // Plain accesses order nothing; fences do not see them either.
                Class::Plain
                | Class::Mutex
                | Class::RwLock
                | Class::Chain
                | Class::Channel
                | Class::Cell => {}
            },
        }
        pasts
    }

    /// What an acquiring read of this write gets to know.
    ///
    /// Of a release write it is all that happened before; of a relaxed one, what
    /// happened before the last release fence. A read-modify-write passes the message
    /// it read on with its own: that is the release sequence (C++20: of
    /// read-modify-writes only).
    fn published(&self, write: EventId) -> Clock {
        let mut message = Clock::EMPTY;
        let mut write = write;
        while !write.is_initial() {
            let node = self.node(write);
            let ordering = match node.operation.action {
                Action::Park | Action::Unpark(_) => Ordering::AcqRel,
                _ => self.strength(node.operation.ordering),
            };
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
    fn join_messages(&self, before: &mut Clock, fence: EventId) {
        let nodes = &self.threads[usize::from(fence.thread)][..usize::from(fence.index)];
        for node in nodes.iter().rev() {
            let object = node.operation.object;
            match node.operation.action {
                Action::Fence if acquires(self.strength(node.operation.ordering)) => break,
                Action::Park | Action::Unpark(_) => {}
                _ if object == NO_OBJECT || self.object(object).class != Class::Atomic => continue,
                _ => {}
            }
            before.join(&self.published(node.source));
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

fn acquires(ordering: Ordering) -> bool {
    matches!(
        ordering,
        Ordering::Acquire | Ordering::AcqRel | Ordering::SeqCst
    )
}

fn releases(ordering: Ordering) -> bool {
    matches!(
        ordering,
        Ordering::Release | Ordering::AcqRel | Ordering::SeqCst
    )
}
