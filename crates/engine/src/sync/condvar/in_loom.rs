//! A condition variable under loom.

use crate::plug::model::{self as plug, model};
use crate::sync::model::InLoom;
use crate::sync::place::Place;
use crate::sync::under_loom::Waiters;

/// A condition variable under loom.
///
/// loom's own does not say which thread a notification woke, so this one has its own queue of
/// waiters. An operation on loom's own only marks a point at which the order of the threads
/// matters.
///
/// As with loom's own, a notification wakes the thread that has waited longest.
pub(super) struct LoomCondvar {
    pub(super) object: InLoom<Queue>,
}

pub(super) struct Queue {
    /// No thread ever waits on it.
    order: Box<dyn plug::Condvar>,
    waiters: Waiters,
}

impl LoomCondvar {
    pub(super) fn new(what: &'static str, made: Place) -> Self {
        let queue = Queue {
            order: model().condvar(),
            waiters: Waiters::default(),
        };
        Self {
            object: InLoom::new(what, queue, made),
        }
    }
}

impl Queue {
    /// Enqueues the calling thread, which releases its lock next; the returned closure waits.
    pub(super) fn enqueue(&self) -> impl FnOnce() + use<> {
        self.order.notify();
        self.waiters.queue()
    }

    /// Wakes at most `limit` waiters; returns how many.
    pub(super) fn notify(&self, limit: usize) -> usize {
        self.order.notify();
        self.waiters.wake(limit)
    }
}
