//! verdict: proved
//!
//! Two steps, and a lock for each shard around them.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::Ordering::Relaxed;
use racelab::sync::Mutex;

pub struct Exercise {
    shards: Shards,
    locks: [Mutex<()>; SHARDS],
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards, locks: [(); SHARDS].map(Mutex::new) }
    }

    fn increment(&self, thread: usize) {
        let at = thread % SHARDS;
        let _guard = self.locks[at].lock();
        let seen = self.shards[at].load(Relaxed);
        self.shards[at].store(seen + 1, Relaxed);
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }
}
