//! verdict: proved
//!
//! The own word says how many counts are still missing in a batch, and 0 before the first.

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
        // 0 at first, and then from BATCH - 1 down to 1.
        match own.load(Relaxed) {
            0 => own.store(BATCH - 1, Relaxed),
            1 => {
                own.store(0, Relaxed);
                total.fetch_add(BATCH, Relaxed);
            }
            missing => own.store(missing - 1, Relaxed),
        }
    }

    fn leave(own: &AtomicU64, total: &AtomicU64) {
        if let missing @ 1.. = own.swap(0, Relaxed) {
            total.fetch_add(BATCH - missing, Relaxed);
        }
    }

    fn estimate(total: &AtomicU64) -> u64 {
        total.load(Relaxed)
    }
}
