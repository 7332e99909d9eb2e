//! verdict: lost update
//!
//! Tries seven times; another thread with the same shard can be quicker each time.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::Ordering::{Acquire, Relaxed, Release};

pub struct Exercise {
    shards: Shards,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards }
    }

    fn increment(&self, thread: usize) {
        let shard = &self.shards[thread % SHARDS];
        let mut seen = shard.load(Relaxed);
        for _ in 0..7 {
            match shard.compare_exchange_weak(seen, seen + 1, Release, Relaxed) {
                Ok(_) => break,
                Err(now) => seen = now,
            }
        }
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Acquire)).sum()
    }
}
