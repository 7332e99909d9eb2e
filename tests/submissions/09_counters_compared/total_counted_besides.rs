//! verdict: proved
//!
//! An additional count besides the shards, so that a total is one load: right, but every thread
//! writes to it, which the shards should avoid.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

pub struct Exercise {
    shards: Shards,
    total: AtomicU64,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self {
            shards,
            total: AtomicU64::new(0),
        }
    }

    fn increment(&self, thread: usize) {
        self.shards[thread % SHARDS].fetch_add(1, Relaxed);
        self.total.fetch_add(1, Relaxed);
    }

    fn total(&self) -> u64 {
        self.total.load(Relaxed)
    }

    fn count(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::Relaxed;
        let kept = own.load(Relaxed) + 1;
        if kept == labs::lab_09::BATCH {
            total.fetch_add(kept, Relaxed);
            own.store(0, Relaxed);
        } else {
            own.store(kept, Relaxed);
        }
    }

    fn leave(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::Relaxed;
        total.fetch_add(own.swap(0, Relaxed), Relaxed);
    }

    fn estimate(total: &racelab::sync::atomic::AtomicU64) -> u64 {
        total.load(racelab::sync::atomic::Ordering::Relaxed)
    }
}
