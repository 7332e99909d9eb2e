//! `fetch_update`, whose closure never declines.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::Ordering::{Acquire, Relaxed};

pub struct Exercise {
    shards: Shards,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards }
    }

    fn increment(&self, thread: usize) {
        let shard = &self.shards[thread % SHARDS];
        let updated = shard.fetch_update(Relaxed, Acquire, |seen| Some(seen + 1));
        debug_assert!(updated.is_ok());
    }

    fn total(&self) -> u64 {
        self.shards
            .iter()
            .fold(0, |sum, shard| sum + shard.load(Acquire))
    }
}
