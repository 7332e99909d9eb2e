//! A spin lock for each shard; the word of a thread counts up to a batch.

use labs::lab_09::{BATCH, Sharded, Shards};
use racelab::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

pub struct Exercise {
    shards: Shards,
    held: [AtomicU64; 2],
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self {
            shards,
            held: [AtomicU64::new(0), AtomicU64::new(0)],
        }
    }

    fn increment(&self, thread: usize) {
        let at = thread & 1;
        while self.held[at].swap(1, Acquire) == 1 {
            racelab::sync::hint::spin_loop();
        }
        self.shards[at].store(self.shards[at].load(Relaxed) + 1, Relaxed);
        self.held[at].store(0, Release);
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Acquire)).sum()
    }

    fn count(own: &AtomicU64, total: &AtomicU64) {
        // `own` counts all; what is not a whole batch is missing.
        let n = own.fetch_add(1, Relaxed) + 1;
        if n == BATCH {
            own.store(0, Relaxed);
            total.fetch_add(BATCH, Relaxed);
        }
    }

    fn leave(own: &AtomicU64, total: &AtomicU64) {
        let n = own.swap(0, Relaxed);
        if n > 0 {
            total.fetch_add(n, Relaxed);
        }
    }

    fn estimate(total: &AtomicU64) -> u64 {
        total.load(Relaxed)
    }
}
