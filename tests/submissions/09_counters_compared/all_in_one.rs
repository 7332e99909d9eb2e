//! verdict: wrong outcome
//!
//! Exact, and no faster than one atomic: every thread counts in the first shard.

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
        // One shard is enough for all threads.
        let _ = thread;
        self.shards[0].fetch_add(1, Relaxed);
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }
}
