//! A test-and-test-and-set lock for each shard.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::hint;

pub struct Exercise {
    shards: Shards,
    is_locked: [AtomicBool; SHARDS],
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self {
            shards,
            is_locked: std::array::from_fn(|_| AtomicBool::new(false)),
        }
    }

    fn increment(&self, thread: usize) {
        let (shard, is_locked) = (
            &self.shards[thread % SHARDS],
            &self.is_locked[thread % SHARDS],
        );
        while is_locked.swap(true, Acquire) {
            while is_locked.load(Relaxed) {
                hint::spin_loop();
            }
        }
        shard.store(shard.load(Relaxed) + 1, Relaxed);
        is_locked.store(false, Release);
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }
}
