//! Two counters that lose updates, one with a data race and one without.

use super::Counter;
use crate::sync::atomic::{AtomicU64, Ordering::Relaxed};
use crate::sync::cell::PlainCell;

/// A counter in plain memory, like `count += 1` on a shared variable in C.
///
/// **Invariant.** Intended: the value is the number of increments. It does not hold.
///
/// **Ordering.** None. `increment` is a read and then a write, and happens-before does not
/// order them with those of another thread. That is a *data race*: in C, or with
/// `static mut` in Rust, the program has no meaning at all, and the compiler may keep the
/// count in a register or write it in two halves. (Here the memory is a
/// [`PlainCell`], for which the behaviour is defined all the same.)
/// It is also a *race condition*: both threads read 0, both write 1, and an update is
/// lost.
///
/// **Cost.** A read and a write of the cache, less than a nanosecond together. If a
/// second core writes too, the cache line travels between the cores all the same.
#[derive(Debug)]
pub struct Plain {
    count: PlainCell<u64>,
}

impl Counter for Plain {
    #[track_caller]
    fn new() -> Self {
        Self {
            count: PlainCell::new(0).named("count"),
        }
    }

    #[inline]
    fn increment(&self) {
        let count = self.count.get();
        self.count.set(count + 1);
    }

    fn get(&self) -> u64 {
        self.count.get()
    }
}

/// A counter in an atomic that is loaded and then stored: no data race, and still
/// wrong.
///
/// **Invariant.** Intended: the value is the number of increments. It fails as in
/// [`Plain`]: between the load and the store another thread may increment, and the store
/// overwrites that increment.
///
/// **Ordering.** Every access is atomic, so there is no data race with any ordering,
/// and the behaviour is defined. But two atomic operations are not one atomic operation.
/// Stronger orderings do not help: even with `SeqCst` everywhere the update can be
/// lost.
///
/// **Cost.** As [`Plain`]: on most processors a relaxed load and store are the plain
/// instructions.
#[derive(Debug)]
pub struct LoadStore {
    count: AtomicU64,
}

impl Counter for LoadStore {
    #[track_caller]
    fn new() -> Self {
        Self {
            count: AtomicU64::new(0).named("count"),
        }
    }

    #[inline]
    fn increment(&self) {
        // Relaxed, both: the count publishes no other memory, and no ordering
        // makes the two operations one step.
        let count = self.count.load(Relaxed);
        self.count.store(count + 1, Relaxed);
    }

    fn get(&self) -> u64 {
        // Relaxed: the caller has joined the threads whose increments it wants to see.
        self.count.load(Relaxed)
    }
}
