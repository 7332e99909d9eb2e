//! verdict: lost update
//!
//! A decoy: a lock for each thread, although they share the shard.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::Ordering::Relaxed;
use racelab::sync::Mutex;

pub struct Exercise {
    shards: Shards,
    locks: [Mutex<()>; 3],
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards, locks: [(); 3].map(Mutex::new) }
    }

    fn increment(&self, thread: usize) {
        let _guard = self.locks[thread].lock();
        let shard = &self.shards[thread % SHARDS];
        let seen = shard.load(Relaxed);
        shard.store(seen + 1, Relaxed);
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }
}
