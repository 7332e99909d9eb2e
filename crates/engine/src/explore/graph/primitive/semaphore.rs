//! Semaphores: the permits have numbers in the order of their releases, and the requests in their
//! own order.
//!
//! The n-th request gets the n-th permit, as the n-th receive of a channel gets the n-th message.
//! First come, first served loses no execution: if a semaphore lets threads overtake each other,
//! some execution here has the requests in the order in which it grants them.
//!
//! # Without an order
//!
//! In many programs the order of the requests makes no difference, since one release makes permits
//! for all. So at first a request (`Want`) and a release (`Give`) read nothing and write nothing.
//! An acquire (`Get`) waits for the release that makes its permit, as a join waits for an end. If
//! an order makes a difference, the exploration begins anew; `permits` defines when it does.
//!
//! # In two orders
//!
//! A request (`Ask`) takes the next place in a separate chain, the queue of the semaphore, and
//! never waits. A release is a read-modify-write of the number of permits so far. An acquire
//! (`Acquire`) has no choice left: it waits until that number is large enough. So an execution is
//! one order of the requests and one order of the releases. Whether a request comes before or
//! after a release makes no further execution.
//!
//! # In one order
//!
//! The result of a `try_acquire` depends on the permits available at that time, so requests and
//! releases need one common order. The first `try_acquire` begins the exploration anew (see
//! `runtime::orders`). Then the value is the number of available permits; it is less than 0 if
//! threads wait. A request (`Take`) subtracts 1, a release adds to it, and a `try_acquire`
//! subtracts 1 if the value is greater than 0. All are read-modify-writes of one chain. The search
//! omits no read because of its value, since each value has an answer. A thread whose `Take` finds
//! no permit waits (`Await`) for the release that brings the value back to what its `Take` read:
//! the permits before that are for earlier requests.
//!
//! # Happens-before
//!
//! All releases up to the one that makes the permit happen before the acquire, as they do for a
//! counter in a mutex or in an atomic. An earlier acquire does not happen before it. A failed
//! `try_acquire` adds no happens-before.

use super::{Asks, Named, Primitive, Turn};
use crate::explore::execution;
use crate::explore::graph::{Action, EventId, Graph, Node, ObjectIndex, OfSemaphore, Pasts};

/// The value of a semaphore as a number of permits, which may be less than 0.
fn permits(value: u64) -> i64 {
    value.cast_signed()
}

impl Primitive for OfSemaphore {
    fn reads(self) -> bool {
        matches!(
            self,
            Self::Ask | Self::Release(_) | Self::Take | Self::TryTake
        )
    }

    fn looks(self) -> bool {
        self == Self::TryTake
    }

    fn written(self, _asks: &Asks<'_>, read: u64, _choice: u8) -> Option<u64> {
        let count = permits(read);
        let left = match self {
            Self::Ask => count + 1,
            // No execution acquires more permits than that.
            Self::Release(more) => count.saturating_add(i64::try_from(more).unwrap_or(i64::MAX)),
            Self::Take => count - 1,
            Self::TryTake if count > 0 => count - 1,
            _ => return None,
        };
        Some(left.cast_unsigned())
    }

    fn waits(self) -> bool {
        matches!(self, Self::Get(_) | Self::Acquire(_) | Self::Await)
    }

    fn is_enabled(self, asks: &Asks<'_>) -> bool {
        self.source(asks).is_some()
    }

    fn source(self, asks: &Asks<'_>) -> Option<EventId> {
        let (graph, semaphore) = (asks.graph, asks.object);
        match self {
            Self::Get(number) => graph.free_permit(semaphore, number),
            Self::Acquire(number) => graph.permit(semaphore, number),
            Self::Await => graph.permit_for(graph.last_event(asks.thread)),
            _ => None,
        }
    }

    fn lets_go_on(self) -> bool {
        matches!(self, Self::Release(_) | Self::Give(_))
    }

    fn learn(self, graph: &Graph, id: EventId, pasts: &mut Pasts) {
        let node = graph.node(id);
        let gets = match self {
            Self::Acquire(_) | Self::Await => true,
            Self::Take | Self::TryTake => self.gets(node.read),
            _ => false,
        };
        if matches!(self, Self::Get(_)) {
            for release in graph.forced_releases(node.operation.object) {
                if graph.is_cause(release, node.source) {
                    pasts.know(graph, release);
                }
            }
        }
        if gets {
            let chain = &graph.object(node.operation.object).coherence;
            for &event in &chain[..graph.position(node.source)] {
                if matches!(
                    graph.node(event).operation.action,
                    Action::Semaphore(Self::Release(_))
                ) {
                    pasts.know(graph, event);
                }
            }
        }
    }

    fn turn(self, graph: &Graph, id: EventId) -> Turn {
        let node = graph.node(id);
        match self.reads() {
            true => Turn::in_order(graph, node),
            false => Turn::behind(node.source),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Release(_) | Self::Give(_) => "a release",
            Self::TryTake => "a try_acquire",
            _ => "an acquire",
        }
    }

    fn asked(self, object: &Named<'_>) -> String {
        let name = object.name;
        match self {
            Self::Release(1) | Self::Give(1) => format!("release {name}"),
            Self::Release(permits) | Self::Give(permits) => {
                format!("release {permits} permits of {name}")
            }
            Self::TryTake => format!("try_acquire {name}"),
            _ => format!("acquire {name}"),
        }
    }

    fn reason(self, _asks: &Asks<'_>, name: &str) -> Option<String> {
        self.waits()
            .then(|| format!("waits for a permit of {name}"))
    }

    fn told(self, node: &Node, _object: &Named<'_>) -> execution::Operation {
        use execution::Operation;
        match self {
            Self::Release(permits) | Self::Give(permits) => Operation::Release(permits),
            Self::TryTake => Operation::TryAcquire(node.writes),
            _ => Operation::Acquire,
        }
    }
}

impl OfSemaphore {
    /// Whether an event that reads this value gets its permit without waiting.
    pub(in crate::explore) fn gets(self, read: u64) -> bool {
        matches!(self, Self::Take | Self::TryTake) && permits(read) > 0
    }

    /// Whether the action requests a permit, so that the thread may wait for it.
    pub(in crate::explore) fn asks(self) -> bool {
        matches!(self, Self::Want | Self::Ask | Self::Take)
    }
}

impl Graph {
    /// The event that makes the permit with this number, from 1: a release, or the initial write.
    fn permit(&self, semaphore: ObjectIndex, number: u64) -> Option<EventId> {
        let makes = |&id: &EventId| self.value_of(semaphore, id) >= number;
        let releases = &self.object(semaphore).coherence;
        let releases = std::iter::once(EventId::INITIAL).chain(releases.iter().copied());
        releases.into_iter().find(|id| makes(id))
    }

    /// The release that makes the permit for which this `Take` waits.
    fn permit_for(&self, take: EventId) -> Option<EventId> {
        let node = self.node(take);
        let mut owed = -permits(node.written);
        let later = &self.object(node.operation.object).coherence[self.position(take)..];
        later.iter().copied().find(|&id| {
            let Node { read, written, .. } = *self.node(id);
            // A later `Take` waits behind this one, and every `try_acquire` in between fails.
            owed -= (permits(written) - permits(read)).max(0);
            owed <= 0
        })
    }
}
