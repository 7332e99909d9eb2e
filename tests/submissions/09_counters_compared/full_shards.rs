//! verdict: wrong outcome
//!
//! A shard that contains a hundred takes no more.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::Ordering::Relaxed;

pub struct Exercise {
    shards: Shards,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards }
    }

    fn increment(&self, thread: usize) {
        let more = |count| (count < 100).then_some(count + 1);
        let _ = self.shards[thread % SHARDS].fetch_update(Relaxed, Relaxed, more);
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }
}
