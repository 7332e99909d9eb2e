//! verdict: wrong outcome
//!
//! Waits until there is more than a batch: one count too many is missing.

use labs::lab_09::{BATCH, SHARDS, Sharded, Shards};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

pub struct Exercise {
    shards: Shards,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards }
    }

    fn increment(&self, thread: usize) {
        self.shards[thread % SHARDS].fetch_add(1, Relaxed);
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }

    fn count(own: &AtomicU64, total: &AtomicU64) {
        let kept = own.load(Relaxed) + 1;
        if kept <= BATCH {
            own.store(kept, Relaxed);
        } else {
            own.store(0, Relaxed);
            total.fetch_add(kept, Relaxed);
        }
    }

    fn leave(own: &AtomicU64, total: &AtomicU64) {
        total.fetch_add(own.swap(0, Relaxed), Relaxed);
    }

    fn estimate(total: &AtomicU64) -> u64 {
        total.load(Relaxed)
    }
}
