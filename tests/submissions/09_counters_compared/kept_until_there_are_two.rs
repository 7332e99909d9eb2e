//! verdict: lost update
//!
//! Counts by twos, to save half of the steps: a last single increment is never counted.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::{AtomicBool, Ordering::Relaxed};

pub struct Exercise {
    shards: Shards,
    odd: [AtomicBool; SHARDS],
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards, odd: [false; SHARDS].map(AtomicBool::new) }
    }

    fn increment(&self, thread: usize) {
        let at = thread % SHARDS;
        if self.odd[at].fetch_xor(true, Relaxed) {
            self.shards[at].fetch_add(2, Relaxed);
        }
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }
}
