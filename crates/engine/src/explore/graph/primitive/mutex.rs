//! Mutexes.
//!
//! A lock takes two events. `Request` takes a ticket: the requests of one mutex form a chain,
//! which is the order of its holders. `Acquire` has no choice left: it waits for the `Release` of
//! its predecessor. (A thread must be able to request a held mutex. Otherwise the search would
//! miss some deadlocks, because it reorders only events that exist.)

use super::holders::FREE;
use super::{Asks, Gate, Named, Placing, Primitive, Turn};
use crate::explore::execution;
use crate::explore::graph::{EventId, Graph, Node, OfMutex, Pasts};
use crate::explore::schedule::letter;

/// The value of a mutex that a thread holds.
const HELD: u64 = 1;

impl Primitive for OfMutex {
    fn reads(self) -> bool {
        matches!(self, Self::Request | Self::TryLock)
    }

    fn looks(self) -> bool {
        self == Self::TryLock
    }

    /// A request enqueues behind a holder, whether or not it has released the lock.
    fn queues(self) -> bool {
        self == Self::Request
    }

    fn written(self, _asks: &Asks<'_>, read: u64, _choice: u8) -> Option<u64> {
        match self {
            Self::Request => Some(HELD),
            Self::Acquire => None,
            Self::Release => Some(FREE),
            Self::TryLock => (read == FREE).then_some(HELD),
        }
    }

    fn placing(self) -> Placing {
        match self {
            Self::Release => Placing::BehindHold,
            _ => Placing::Nowhere,
        }
    }

    fn waits(self) -> bool {
        self == Self::Acquire
    }

    fn is_enabled(self, asks: &Asks<'_>) -> bool {
        asks.graph.has_released(asks.ahead())
    }

    fn source(self, asks: &Asks<'_>) -> Option<EventId> {
        match self {
            Self::Acquire => asks.release_ahead(),
            Self::Release => asks.graph.hold_of(asks.thread, asks.object),
            Self::Request | Self::TryLock => None,
        }
    }

    fn lets_go_on(self) -> bool {
        self == Self::Release
    }

    /// The release of the previous holder happens before the acquire.
    fn learn(self, graph: &Graph, id: EventId, pasts: &mut Pasts) {
        let node = graph.node(id);
        let gets = match self {
            Self::Acquire => true,
            Self::TryLock => node.writes,
            Self::Request | Self::Release => false,
        };
        if gets {
            pasts.know(graph, node.source);
        }
    }

    /// A request takes its ticket whether or not the mutex is free. So it does not wait for the
    /// release in front of it, and no release waits for it. But a hold that made a try_lock fail
    /// ends after that try_lock.
    fn turn(self, graph: &Graph, id: EventId) -> Turn {
        let node = graph.node(id);
        let mut turn = Turn::behind(node.source);
        match self {
            Self::Release => {
                let held = usize::from(node.position) - 1;
                turn.overwrites = held..held + 1;
            }
            Self::TryLock if !node.writes => turn.reads = Some(graph.position(node.source)),
            _ => {}
        }
        turn
    }

    fn gate(self, _node: &Node) -> Gate {
        match self {
            Self::Request => Gate::Lock,
            Self::Acquire => Gate::Other,
            Self::Release | Self::TryLock => Gate::Open,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Request | Self::Acquire => "a lock",
            Self::Release => "an unlock",
            Self::TryLock => "a try_lock",
        }
    }

    fn asked(self, object: &Named<'_>) -> String {
        let name = object.name;
        match self {
            Self::Request | Self::Acquire => format!("lock {name}"),
            Self::Release => format!("unlock {name}"),
            Self::TryLock => format!("try_lock {name}"),
        }
    }

    fn reason(self, asks: &Asks<'_>, name: &str) -> Option<String> {
        match self {
            Self::Request | Self::Acquire => Some(asks.held_up(name)),
            Self::Release | Self::TryLock => None,
        }
    }

    fn told(self, node: &Node, _object: &Named<'_>) -> execution::Operation {
        match self {
            Self::Request | Self::Acquire => execution::Operation::Lock,
            Self::Release => execution::Operation::Unlock,
            Self::TryLock => execution::Operation::TryLock(node.writes),
        }
    }
}

impl Asks<'_> {
    /// The holder in front of the waiting thread's request.
    pub(super) fn ahead(&self) -> EventId {
        let events = &self.graph.threads[usize::from(self.thread)];
        events.last().expect("its request").source
    }

    /// The release of that holder. (The first holder waits for no release.)
    pub(super) fn release_ahead(&self) -> Option<EventId> {
        let ahead = self.ahead();
        (!ahead.is_initial())
            .then(|| self.graph.release_of(ahead))
            .flatten()
    }

    /// The reason why a thread that requested a lock waits.
    pub(super) fn held_up(&self, name: &str) -> String {
        match self.graph.holder(self.object) {
            Some(by) if by == self.thread => {
                format!("waits for lock {name}, which it holds itself")
            }
            Some(by) => {
                let by = letter(usize::from(by));
                format!("waits for lock {name}, held by {by}")
            }
            None => format!("waits for lock {name}"),
        }
    }
}

impl Graph {
    /// The event that acquires the lock for the request from which this failed try_lock reads;
    /// `None` for any other event.
    pub(in crate::explore) fn grant_found_by(&self, node: &Node) -> Option<EventId> {
        let request = node.source;
        let finds = node.operation.action == OfMutex::TryLock && !node.writes;
        let waits = || self.node(request).operation.action == OfMutex::Request;
        (finds && waits()).then(|| request.next())
    }
}
