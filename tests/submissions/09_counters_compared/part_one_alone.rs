//! verdict: wrong outcome
//! holds: 2
//!
//! An answer to part one: it does not know part two.

use labs::lab_09::{Sharded, Shards, SHARDS};
use racelab::sync::atomic::Ordering::Relaxed;

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
}
