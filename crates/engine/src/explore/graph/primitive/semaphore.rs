//! Semaphores: permits are numbered as they are released, and so are the threads that ask
//! for one.
//!
//! The n-th thread to ask gets the n-th permit, as the n-th receive of a channel gets the
//! n-th message. First come, first served loses nothing: a semaphore that lets threads
//! overtake each other lets them in as they would come to this one in some other order.
//!
//! # Without an order
//!
//! In many programs it makes no difference which thread asks first, since one release makes
//! permits for all. So at first a thread that asks (`Want`) and one that releases (`Give`) read
//! nothing and write nothing, and a thread that acquires (`Get`) waits for the release that
//! makes its permit, as a join waits for an end. Where an order makes a difference the
//! exploration begins anew: see `permits`, which says when that is.
//!
//! # In two orders
//!
//! To ask (`Ask`) takes the next place in a chain of its own, the queue of the semaphore, and
//! never waits; a release is a read-modify-write of the number of permits that there have
//! been; and to acquire (`Acquire`) has no choice left: it waits until that number is large
//! enough. So an execution is an order of the threads that ask and an order of the releases,
//! and nothing else: whether a thread asks before or after a permit is there makes none of
//! its own.
//!
//! # In one order
//!
//! A `try_acquire` asks whether there is a permit now, so threads that ask are in an order
//! with releases as well. The first one begins the exploration anew (see
//! `runtime::orders`). Then the value is the number of permits that are there, less than 0
//! if threads wait. To ask (`Take`) subtracts 1 from it, a release adds to it, and a
//! `try_acquire` subtracts 1 if it is greater than 0. All are read-modify-writes of one
//! chain, and which value they read says what they do: no read is left out because of its
//! value. A thread whose `Take` finds no permit waits for the release that brings the value
//! back to what it was when it asked (`Await`): the permits before that are for threads that
//! have asked before.
//!
//! # Happens-before
//!
//! All releases up to the one that makes the permit happen before the acquire: of a counter
//! in a mutex, or of an atomic one, they do too. Nothing else does: neither an earlier
//! acquire, nor what a `try_acquire` in vain has missed.

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
            // More permits than that can never be taken.
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

    fn is_step(self) -> bool {
        !self.waits()
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

    /// Whether it asks for a permit, which the thread may have to wait for.
    pub(in crate::explore) fn asks(self) -> bool {
        matches!(self, Self::Want | Self::Ask | Self::Take)
    }
}

impl Graph {
    /// What makes the semaphore's permit of this number, from 1: a release, or the
    /// initial write.
    fn permit(&self, semaphore: ObjectIndex, number: u64) -> Option<EventId> {
        let makes = |&id: &EventId| self.value_of(semaphore, id) >= number;
        let releases = &self.object(semaphore).coherence;
        let releases = std::iter::once(EventId::INITIAL).chain(releases.iter().copied());
        releases.into_iter().find(|id| makes(id))
    }

    /// The release that makes the permit that this `Take` has to wait for.
    fn permit_for(&self, take: EventId) -> Option<EventId> {
        let node = self.node(take);
        let mut owed = -permits(node.written);
        let later = &self.object(node.operation.object).coherence[self.position(take)..];
        later.iter().copied().find(|&id| {
            let Node { read, written, .. } = *self.node(id);
            // A later `Take` waits behind this one, and no try_acquire takes anything.
            owed -= (permits(written) - permits(read)).max(0);
            owed <= 0
        })
    }
}
