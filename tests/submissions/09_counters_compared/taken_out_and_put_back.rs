//! verdict: wrong outcome
//!
//! Takes the value out of a shard to read it, and puts it back: another thread that reads
//! meanwhile finds nothing.

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
        self.shards[thread % SHARDS].fetch_add(1, Relaxed);
    }

    fn total(&self) -> u64 {
        let mut total = 0;
        for shard in self.shards.iter() {
            let count = shard.swap(0, Relaxed);
            shard.fetch_add(count, Relaxed);
            total += count;
        }
        total
    }
}
