//! verdict: proved
//!
//! If another thread came between, it does not try again but goes on to the next shard.

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
        let mut at = thread;
        loop {
            let shard = &self.shards[at % SHARDS];
            let seen = shard.load(Relaxed);
            let exchanged = shard.compare_exchange(seen, seen + 1, Relaxed, Relaxed);
            if exchanged.is_ok() {
                return;
            }
            at += 1;
        }
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }
}
