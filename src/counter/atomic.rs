//! A counter in one atomic.

use super::Counter;
use crate::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A counter in an atomic that is updated in one step.
///
/// **Invariant.** The value is the number of increments so far, in the one order in which
/// they stand in the atomic's history (coherence order).
///
/// **Ordering.** A read-modify-write reads the value right in front of its own in coherence
/// order, whatever its ordering says: no other increment fits in between, so none is lost.
/// `Relaxed` is enough because the count publishes no other memory. A reader that has joined
/// the counting threads reads the exact number, because joining makes their increments
/// happen before its load, and a load never reads something older than what happens before
/// it.
///
/// **Cost.** One atomic read-modify-write: a few nanoseconds alone. Several cores must hand
/// the cache line around, one at a time, so many threads together are no faster than one.
#[derive(Debug)]
pub struct Atomic {
    count: AtomicU64,
}

impl Counter for Atomic {
    #[track_caller]
    fn new() -> Self {
        Self {
            count: AtomicU64::new(0).named("count"),
        }
    }

    #[inline]
    fn increment(&self) {
        // Relaxed: see above.
        self.count.fetch_add(1, Relaxed);
    }

    fn get(&self) -> u64 {
        // Relaxed: see above.
        self.count.load(Relaxed)
    }
}
