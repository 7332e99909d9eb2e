//! verdict: proved
//!
//! A batch is added by an exchange that is repeated until no other thread comes between.

use labs::lab_09::{BATCH, SHARDS, Sharded, Shards};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

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
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }

    fn count(own: &AtomicU64, total: &AtomicU64) {
        own.store(own.load(Relaxed) + 1, Relaxed);
        if own.load(Relaxed) >= BATCH {
            Self::leave(own, total);
        }
    }

    fn leave(own: &AtomicU64, total: &AtomicU64) {
        let kept = own.load(Relaxed);
        own.store(0, Relaxed);
        if kept == 0 {
            return;
        }
        let mut seen = total.load(Relaxed);
        while let Err(now) = total.compare_exchange(seen, seen + kept, Relaxed, Relaxed) {
            seen = now;
        }
    }

    fn estimate(total: &AtomicU64) -> u64 {
        total.load(Relaxed)
    }
}
