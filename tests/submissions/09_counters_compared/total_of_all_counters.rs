//! verdict: wrong outcome
//!
//! Counts in the shards, and reads a static, which has the increments of every counter.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

static TOTAL: AtomicU64 = AtomicU64::const_new(0);

pub struct Exercise {
    shards: Shards,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards }
    }

    fn increment(&self, thread: usize) {
        self.shards[thread % SHARDS].fetch_add(1, Relaxed);
        TOTAL.fetch_add(1, Relaxed);
    }

    fn total(&self) -> u64 {
        TOTAL.load(Relaxed)
    }
}
