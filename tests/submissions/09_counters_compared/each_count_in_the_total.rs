//! verdict: wrong outcome
//!
//! Exact at every moment, and each count is a write that the threads contend for.

use labs::lab_09::{Sharded, Shards, SHARDS};
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
        let _ = own;
        total.fetch_add(1, Relaxed);
    }

    fn leave(own: &AtomicU64, total: &AtomicU64) {
        total.fetch_add(own.swap(0, Relaxed), Relaxed);
    }

    fn estimate(total: &AtomicU64) -> u64 {
        total.load(Relaxed)
    }
}
