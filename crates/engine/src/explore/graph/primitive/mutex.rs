//! Mutexes.
//!
//! A lock is taken by two events. `Request` takes a ticket: the requests of one mutex
//! form a chain, and the chain is the order in which it will be held. `Acquire` has no
//! choice left: it waits until the predecessor's `Release`. (Were the request not
//! schedulable while the mutex is held, then some deadlocks would never be found: the
//! request must exist to be reordered.)

use super::{Asks, Gate, Named, Placing, Primitive, Turn};
use crate::explore::MemoryModel;
use crate::explore::execution;
use crate::explore::graph::{EventId, Graph, Node, Pasts};
use crate::explore::schedule::letter;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explore) enum Action {
    Request,
    Acquire,
    Release,
    TryLock,
}

/// The values of a mutex.
const FREE: u64 = 0;
const HELD: u64 = 1;

impl Primitive for Action {
    fn reads(self) -> bool {
        matches!(self, Self::Request | Self::TryLock)
    }

    fn looks(self) -> bool {
        self == Self::TryLock
    }

    /// A request queues behind a holder, whether or not that has released the lock.
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

    /// The thread that gets the lock knows what the one before it did.
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

    /// A request takes its ticket whether or not the mutex is free, so it neither waits
    /// for the release in front of it nor holds up the one behind it. But what a try_lock
    /// saw held must not be released before it looked.
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

    fn is_step(self) -> bool {
        self != Self::Acquire
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
    /// The holder in front of the request with which the thread waits.
    pub(super) fn ahead(&self) -> EventId {
        let events = &self.graph.threads[usize::from(self.thread)];
        events.last().expect("its request").source
    }

    /// The release of that holder. (The first holder has none in front.)
    pub(super) fn release_ahead(&self) -> Option<EventId> {
        let ahead = self.ahead();
        (!ahead.is_initial())
            .then(|| self.graph.release_of(ahead))
            .flatten()
    }

    /// What a thread waits for that has asked for a lock.
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
    /// Whether a try_lock in vain is put down to a request that cannot have had its
    /// lock by then: one that still waits, or got it only because of what the try_lock's
    /// thread did later.
    ///
    /// The search needs such graphs, since the next write must be one that every read
    /// could read. But a try_lock that finds the lock taken finds the thread that has it:
    /// with the request for its source the try_lock would be among its own causes, or under
    /// SC in no order with the rest. The graph in which it reads from the holder is another
    /// one, which differs in nothing else.
    pub(in crate::explore) fn finds_a_wait_for_a_hold(&self) -> bool {
        // Asked for every execution, and most programs have none.
        if !self.has_looks {
            return false;
        }
        let mut finds = false;
        for (id, node) in self.events() {
            if let Some(acquire) = self.grant_found_by(node) {
                finds = true;
                let acquired = self.event_of(acquire.thread, acquire.index.into());
                if acquired.is_none_or(|acquired| acquired.pasts.causes.holds(id)) {
                    return true;
                }
            }
        }
        finds && self.rules.model == MemoryModel::Sc && !self.is_sequential_if(true)
    }

    /// The event by which the request gets its lock that made this try_lock fail; `None`
    /// if the event is nothing of the kind.
    pub(in crate::explore) fn grant_found_by(&self, node: &Node) -> Option<EventId> {
        let request = node.source;
        let finds = node.operation.action == Action::TryLock && !node.writes;
        let waits = || self.node(request).operation.action == Action::Request;
        (finds && waits()).then(|| request.next())
    }
}
