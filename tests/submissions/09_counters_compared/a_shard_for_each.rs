//! verdict: panic
//!
//! A shard for each thread, as long as there are enough of them.

use labs::lab_09::{Sharded, Shards};
use racelab::sync::atomic::Ordering::Relaxed;

pub struct Exercise {
    shards: Shards,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards }
    }

    fn increment(&self, thread: usize) {
        self.shards[thread].fetch_add(1, Relaxed);
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }
}
