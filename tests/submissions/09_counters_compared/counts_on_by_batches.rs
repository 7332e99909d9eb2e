//! verdict: proved
//!
//! The own word counts on, and each multiple of a batch goes to the total.

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
        // It counts on, and each multiple of a batch goes to the total.
        let counted = own.fetch_add(1, Relaxed) + 1;
        if counted.is_multiple_of(BATCH) {
            total.fetch_add(BATCH, Relaxed);
        }
    }

    fn leave(own: &AtomicU64, total: &AtomicU64) {
        let rest = own.load(Relaxed) % BATCH;
        if rest != 0 {
            total.fetch_add(rest, Relaxed);
            own.fetch_sub(rest, Relaxed);
        }
    }

    fn estimate(total: &AtomicU64) -> u64 {
        total.load(Relaxed)
    }
}
