//! Reader-writer locks on which a thread calls `try_write`: all operations in one order.
//!
//! A `try_write` fails if a reader holds the lock. So its result depends on the order of the
//! readers' requests and releases, which have no order otherwise (see `rwlock`). The first
//! `try_write` begins the exploration anew (see `runtime::orders`). Then each operation on the
//! locks that its line creates is a read-modify-write of one chain, releases included. The value
//! is the whole state of the lock: the number of readers and the number of writers that hold it or
//! wait for it.
//!
//! # Which event a `try_write` reads from
//!
//! It reads from any event of the chain, as a compare-exchange reads from any write. If the value
//! is that of a free lock, the `try_write` acquires the lock and takes the place directly behind
//! that event. An event that already has this place reads from the `try_write` instead, by a
//! revisit. If the value is that of a held lock, the `try_write` fails: it is a read, does not
//! change the chain, and synchronizes with nothing. A `try_read` does the same and fails if a
//! writer holds the lock or waits for it.
//!
//! Each event that the search later adds to the chain revisits it, and a reader's release is such
//! an event. So a failed `try_write` then reads from the release that frees the lock. The search
//! omits no read because of its value, since each value has an answer. So an event can always read
//! from the newest write, as TruSt demands, and TruSt's rules for read-modify-writes of an atomic
//! apply unchanged.
//!
//! # Waiting threads
//!
//! A request never waits: it counts its thread, whether or not the lock is free. If it finds the
//! lock held, its thread then waits for the release of the last thread in front that excludes it.
//! First come, first served loses no execution: if a lock grants requests in another order, some
//! execution here has the requests in that order. Only a `try_write` or a `try_read` can detect
//! that a thread waits, and while a thread waits another thread holds the lock.
//!
//! # Happens-before
//!
//! As without an order: the releases of earlier writers happen before a reader's acquire, and all
//! earlier releases before a writer's acquire. The order of two readers' requests adds no
//! happens-before.

use super::{Asks, Named, Primitive, Turn};
use crate::explore::execution;
use crate::explore::graph::{Action, EventId, Graph, Node, ObjectIndex, OfRwQueue, Pasts};
use crate::explore::schedule::{Mark, letter};

/// One reader in the value of a lock.
const READER: u64 = 1;

/// One writer.
const WRITER: u64 = 1 << 32;

impl Primitive for OfRwQueue {
    fn reads(self) -> bool {
        !self.waits()
    }

    fn looks(self) -> bool {
        self.tries()
    }

    fn written(self, _asks: &Asks<'_>, read: u64, _choice: u8) -> Option<u64> {
        match self {
            Self::Ask => Some(read + WRITER),
            Self::AskShared => Some(read + READER),
            // When the exploration begins anew, an unwinding thread may release a lock that it
            // acquired without an order.
            Self::Release => Some(read.wrapping_sub(WRITER)),
            Self::ReleaseShared => Some(read.wrapping_sub(READER)),
            Self::TryWrite => admits(true, read).then(|| read + WRITER),
            Self::TryRead => admits(false, read).then(|| read + READER),
            Self::Acquire | Self::AcquireShared => None,
        }
    }

    fn waits(self) -> bool {
        matches!(self, Self::Acquire | Self::AcquireShared)
    }

    fn is_enabled(self, asks: &Asks<'_>) -> bool {
        self.source(asks).is_some()
    }

    fn source(self, asks: &Asks<'_>) -> Option<EventId> {
        self.waits()
            .then(|| asks.graph.turn_of(asks.graph.last_event(asks.thread)))
            .flatten()
    }

    fn lets_go_on(self) -> bool {
        matches!(self, Self::Release | Self::ReleaseShared)
    }

    fn learn(self, graph: &Graph, id: EventId, pasts: &mut Pasts) {
        let node = graph.node(id);
        let gets = match self {
            Self::Acquire | Self::AcquireShared => true,
            Self::Ask | Self::TryWrite => admits(true, node.read),
            Self::AskShared | Self::TryRead => admits(false, node.read),
            Self::Release | Self::ReleaseShared => false,
        };
        if !gets {
            return;
        }
        let writes = self.writes();
        let chain = &graph.object(node.operation.object).coherence;
        for &event in &chain[..graph.position(node.source)] {
            let released = match graph.node(event).operation.action {
                Action::RwQueue(Self::Release) => true,
                Action::RwQueue(Self::ReleaseShared) => writes,
                _ => false,
            };
            if released {
                pasts.know(graph, event);
            }
        }
    }

    fn turn(self, graph: &Graph, id: EventId) -> Turn {
        let node = graph.node(id);
        match self.waits() {
            true => Turn::behind(node.source),
            false => Turn::in_order(graph, node),
        }
    }

    /// A failed attempt may miss events that do not happen before it.
    fn marks(self, graph: &Graph, object: ObjectIndex) -> Vec<Mark> {
        match self.tries() {
            true => graph.places_back(object).map(Mark::Older).collect(),
            false => Vec::new(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Ask | Self::Acquire => "a lock",
            Self::Release | Self::ReleaseShared => "an unlock",
            Self::AskShared | Self::AcquireShared => "a read lock",
            Self::TryWrite => "a try_write",
            Self::TryRead => "a try_read",
        }
    }

    fn asked(self, object: &Named<'_>) -> String {
        let name = object.name;
        match self {
            Self::Ask | Self::Acquire => format!("lock {name} to write"),
            Self::Release | Self::ReleaseShared => format!("unlock {name}"),
            Self::AskShared | Self::AcquireShared => format!("lock {name} to read"),
            Self::TryWrite => format!("try_write {name}"),
            Self::TryRead => format!("try_read {name}"),
        }
    }

    fn reason(self, asks: &Asks<'_>, name: &str) -> Option<String> {
        match self {
            Self::Acquire => Some(in_front(asks, &format!("waits to write {name}"))),
            Self::AcquireShared => Some(in_front(asks, &format!("waits to read {name}"))),
            _ => None,
        }
    }

    fn told(self, node: &Node, _object: &Named<'_>) -> execution::Operation {
        use execution::Operation;
        match self {
            Self::Ask | Self::Acquire => Operation::Lock,
            Self::Release => Operation::Unlock,
            Self::AskShared | Self::AcquireShared => Operation::LockShared,
            Self::ReleaseShared => Operation::UnlockShared,
            Self::TryWrite => Operation::TryWrite(node.writes),
            Self::TryRead => Operation::TryLockShared(node.writes),
        }
    }
}

impl OfRwQueue {
    /// Whether the action tries to acquire the lock without waiting, and may fail.
    pub(in crate::explore) fn tries(self) -> bool {
        matches!(self, Self::TryWrite | Self::TryRead)
    }

    /// Whether the action requests the lock, so that the thread may wait for it.
    pub(in crate::explore) fn asks(self) -> bool {
        matches!(self, Self::Ask | Self::AskShared)
    }

    /// Whether the action acquires the lock or enqueues its thread.
    pub(in crate::explore) fn takes(self) -> bool {
        self.asks() || self.tries()
    }

    /// Whether the action is that of a writer.
    pub(in crate::explore) fn writes(self) -> bool {
        matches!(
            self,
            Self::Ask | Self::Acquire | Self::Release | Self::TryWrite
        )
    }
}

/// Whether a lock with this value admits one more writer, or one more reader.
pub(in crate::explore) fn admits(writes: bool, value: u64) -> bool {
    match writes {
        true => value == 0,
        false => value < WRITER,
    }
}

/// The holds of this lock by a thread with these events, as a part of the lock's value.
pub(in crate::explore) fn held_by<'n>(
    events: impl IntoIterator<Item = &'n Node>,
    lock: ObjectIndex,
) -> u64 {
    let mine = events
        .into_iter()
        .filter(|node| node.writes && queued(node, lock).is_some());
    mine.fold(0, |held, node| {
        held.wrapping_add(node.written.wrapping_sub(node.read))
    })
}

/// Completes the words `waits` with the threads for which a thread that requested the lock waits.
fn in_front(asks: &Asks<'_>, waits: &str) -> String {
    let called = |by: u8| match by == asks.thread {
        true => "itself".to_owned(),
        false => letter(usize::from(by)).to_string(),
    };
    let graph = asks.graph;
    let mut by: Vec<String> = match graph.queue_holder(asks.object) {
        Some(writer) => vec![called(writer)],
        None => graph.queue_readers(asks.object).map(called).collect(),
    };
    by.dedup();
    match by.is_empty() {
        true => waits.to_owned(),
        false => format!("{waits}, held by {}", by.join(" and ")),
    }
}

impl Graph {
    /// The release of the last thread in front that excludes this request, if the graph has it.
    /// The initial write, if no such thread is in front.
    fn turn_of(&self, request: EventId) -> Option<EventId> {
        let node = self.node(request);
        let writes = node.operation.action == OfRwQueue::Ask;
        let (readers, writers) = (node.read % WRITER, node.read / WRITER);
        let mut left = match writes {
            true => readers + writers,
            false => writers,
        };
        if left == 0 {
            return Some(EventId::INITIAL);
        }
        let later = &self.object(node.operation.object).coherence[self.position(request)..];
        later.iter().copied().find(|&id| {
            // While the request waits, no thread behind it holds the lock, so none releases it.
            left -= match self.node(id).operation.action {
                Action::RwQueue(OfRwQueue::Release) => 1,
                Action::RwQueue(OfRwQueue::ReleaseShared) if writes => 1,
                _ => 0,
            };
            left == 0
        })
    }

    /// Whether the event acquires such a lock for writing, or enqueues a writer.
    pub(in crate::explore) fn takes_to_write(&self, id: EventId) -> bool {
        match self.node(id).operation.action {
            Action::RwQueue(action) => action.takes() && action.writes(),
            _ => false,
        }
    }

    /// The thread that holds such a lock for writing at the end of the graph.
    pub(super) fn queue_holder(&self, lock: ObjectIndex) -> Option<u8> {
        self.holds_of(lock)
            .find_map(|(thread, held)| (held >= WRITER).then_some(thread))
    }

    /// The threads that hold such a lock for reading at the end of the graph.
    pub(super) fn queue_readers(&self, lock: ObjectIndex) -> impl Iterator<Item = u8> {
        let holds = self.holds_of(lock);
        holds.filter_map(|(thread, held)| (held % WRITER > 0).then_some(thread))
    }

    /// Each thread's holds of such a lock at the end of the graph, as a part of the lock's value.
    /// (The last event of a waiting thread is its request.)
    fn holds_of(&self, lock: ObjectIndex) -> impl Iterator<Item = (u8, u64)> {
        (0..).zip(&self.threads).map(move |(thread, nodes)| {
            let waits = nodes.last().is_some_and(|last| {
                let Some(action) = queued(last, lock).filter(|action| action.asks()) else {
                    return false;
                };
                !admits(action == OfRwQueue::Ask, last.read)
            });
            let done = &nodes[..nodes.len() - usize::from(waits)];
            (thread, held_by(done, lock))
        })
    }
}

/// The action of this event, if its object is this lock.
fn queued(node: &Node, lock: ObjectIndex) -> Option<OfRwQueue> {
    match node.operation.action {
        Action::RwQueue(action) if node.operation.object == lock => Some(action),
        _ => None,
    }
}
