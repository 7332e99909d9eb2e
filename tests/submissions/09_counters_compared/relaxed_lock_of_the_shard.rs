//! verdict: ordering
//!
//! A lock for each shard that excludes and does not order: the next holder may load an
//! old value.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::{AtomicBool, Ordering::Relaxed};
use racelab::sync::hint;

pub struct Exercise {
    shards: Shards,
    locked: [AtomicBool; SHARDS],
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards, locked: [false; SHARDS].map(AtomicBool::new) }
    }

    fn increment(&self, thread: usize) {
        let at = thread % SHARDS;
        while self.locked[at].swap(true, Relaxed) {
            hint::spin_loop();
        }
        let seen = self.shards[at].load(Relaxed);
        self.shards[at].store(seen + 1, Relaxed);
        self.locked[at].store(false, Relaxed);
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }
}
