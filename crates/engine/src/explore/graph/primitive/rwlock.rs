//! Reader-writer locks: writers in a chain, and readers between them.
//!
//! The requests of the writers form a chain, as those of a mutex do. The request of a reader only
//! reads from that chain, so readers are independent of each other (see `readers`).
//!
//! The result of a `try_write` depends on the readers that hold the lock at that time. So on a
//! lock with a `try_write` the releases of readers have an order as well: see `rwqueue`.

use super::holders::FREE;
use super::{Asks, Named, Placing, Primitive, Turn};
use crate::explore::execution;
use crate::explore::graph::{EventId, Graph, Node, OfRwLock, Pasts};
use crate::explore::schedule::letter;

/// The value of a lock that a writer has requested.
const ASKED_FOR: u64 = 1;

impl Primitive for OfRwLock {
    fn reads(self) -> bool {
        matches!(self, Self::Request | Self::Share | Self::TryShare)
    }

    fn looks(self) -> bool {
        self == Self::TryShare
    }

    fn queues(self) -> bool {
        matches!(self, Self::Request | Self::Share)
    }

    fn awaits_several(self) -> bool {
        true
    }

    fn written(self, _asks: &Asks<'_>, _read: u64, _choice: u8) -> Option<u64> {
        match self {
            Self::Request => Some(ASKED_FOR),
            Self::Release => Some(FREE),
            _ => None,
        }
    }

    fn placing(self) -> Placing {
        match self {
            Self::Release => Placing::BehindHold,
            _ => Placing::Nowhere,
        }
    }

    fn waits(self) -> bool {
        matches!(self, Self::Acquire | Self::AcquireShared)
    }

    fn is_enabled(self, asks: &Asks<'_>) -> bool {
        let graph = asks.graph;
        match self {
            Self::Acquire => {
                let request = graph.last_event(asks.thread);
                graph.has_released(asks.ahead()) && graph.releases_before(request).is_some()
            }
            Self::AcquireShared => graph.has_released(asks.ahead()),
            _ => true,
        }
    }

    fn source(self, asks: &Asks<'_>) -> Option<EventId> {
        match self {
            Self::Acquire | Self::AcquireShared => asks.release_ahead(),
            Self::Release => asks.graph.hold_of(asks.thread, asks.object),
            Self::ReleaseShared => asks.graph.reading_of(asks.thread, asks.object),
            Self::Request | Self::Share | Self::TryShare => None,
        }
    }

    fn lets_go_on(self) -> bool {
        matches!(self, Self::Release | Self::ReleaseShared)
    }

    fn learn(self, graph: &Graph, id: EventId, pasts: &mut Pasts) {
        let node = graph.node(id);
        match self {
            Self::Acquire => {
                pasts.know(graph, node.source);
                // The releases of the earlier readers happen before the writer's acquire.
                for release in graph.releases_before(request_of(id)).into_iter().flatten() {
                    pasts.follow(graph, release);
                }
            }
            Self::AcquireShared => pasts.know(graph, node.source),
            Self::TryShare if graph.writer_before(id).is_some() => pasts.know(graph, node.source),
            // The readers in front are among its causes.
            Self::Request => {
                for reader in graph.readers_behind(node.operation.object, node.source) {
                    pasts.cause(graph, reader);
                }
            }
            Self::Release | Self::Share | Self::ReleaseShared | Self::TryShare => {}
        }
    }

    /// A request comes after all readers in front of it, and its acquire after their releases. A
    /// hold that made a `try_read` fail ends after that `try_read`.
    fn turn(self, graph: &Graph, id: EventId) -> Turn {
        let node = graph.node(id);
        let mut turn = Turn::behind(node.source);
        // Under weak memory a `try_read` may still find a released lock held.
        turn.always = self != Self::Release;
        let place = usize::from(node.position);
        match self {
            Self::Request => turn.overwrites = graph.position(node.source)..place,
            Self::Release => turn.overwrites = place - 1..place,
            Self::Acquire => turn.awaits = Some(id),
            Self::Share => turn.reads = Some(graph.place_of_reader(id)),
            Self::TryShare => {
                turn.reads = Some(graph.position(node.source));
                turn.vain = node.read != FREE;
            }
            Self::AcquireShared | Self::ReleaseShared => {}
        }
        turn
    }

    fn name(self) -> &'static str {
        match self {
            Self::Request | Self::Acquire => "a lock",
            Self::Release | Self::ReleaseShared => "an unlock",
            Self::Share | Self::AcquireShared => "a read lock",
            Self::TryShare => "a try_read",
        }
    }

    fn asked(self, object: &Named<'_>) -> String {
        let name = object.name;
        match self {
            Self::Request | Self::Acquire => format!("lock {name} to write"),
            Self::Release | Self::ReleaseShared => format!("unlock {name}"),
            Self::Share | Self::AcquireShared => format!("lock {name} to read"),
            Self::TryShare => format!("try_read {name}"),
        }
    }

    fn reason(self, asks: &Asks<'_>, name: &str) -> Option<String> {
        match self {
            Self::Acquire => Some(in_front(asks, &format!("waits to write {name}"))),
            Self::AcquireShared => Some(in_front(asks, &format!("waits to read {name}"))),
            Self::Request => Some(asks.held_up(name)),
            _ => None,
        }
    }

    fn told(self, node: &Node, _object: &Named<'_>) -> execution::Operation {
        use execution::Operation;
        match self {
            Self::Request | Self::Acquire => Operation::Lock,
            Self::Release => Operation::Unlock,
            Self::Share | Self::AcquireShared => Operation::LockShared,
            Self::ReleaseShared => Operation::UnlockShared,
            Self::TryShare => Operation::TryLockShared(node.read == FREE),
        }
    }
}

impl Graph {
    /// The request whose wait for the readers in front of it this event ends, if the event is an
    /// `Acquire`.
    pub(in crate::explore) fn request_drained_by(&self, id: EventId) -> Option<EventId> {
        let acquires = self.node(id).operation.action == OfRwLock::Acquire;
        acquires.then(|| request_of(id))
    }
}

/// The request that this `Acquire` ends.
fn request_of(acquire: EventId) -> EventId {
    acquire.previous().expect("its request")
}

/// Completes the words `waits` with the threads for which a thread that requested the lock waits.
fn in_front(asks: &Asks<'_>, waits: &str) -> String {
    let graph = asks.graph;
    let called = |by: u8| match by == asks.thread {
        true => "itself".to_owned(),
        false => letter(usize::from(by)).to_string(),
    };
    if let Some(by) = graph.holder(asks.object) {
        return format!("{waits}, held by {}", called(by));
    }
    let before = asks.ahead();
    if !graph.has_released(before) {
        let by = called(before.thread);
        return format!("{waits} behind {by}, which waits to write");
    }
    let readers = graph.readers_behind(asks.object, before);
    let reading = readers.filter(|&reader| graph.release_of_reader(reader).is_none());
    let mut reading: Vec<String> = reading.map(|reader| called(reader.thread)).collect();
    reading.dedup();
    match reading.is_empty() {
        true => waits.to_owned(),
        false => format!("{waits}, held by {}", reading.join(" and ")),
    }
}
