//! verdict: lost update
//!
//! Yields before it reads, and assumes that the thread with the same shard has finished.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::Ordering::Relaxed;
use racelab::sync::thread;

pub struct Exercise {
    shards: Shards,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards }
    }

    fn increment(&self, thread: usize) {
        let shard = &self.shards[thread % SHARDS];
        if thread >= SHARDS {
            thread::yield_now();
        }
        let seen = shard.load(Relaxed);
        shard.store(seen + 1, Relaxed);
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }
}
