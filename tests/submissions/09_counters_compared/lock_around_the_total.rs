//! verdict: wrong outcome
//!
//! A lock around the total: the cores pass the word of the lock back and forth, too.

use labs::lab_09::{BATCH, SHARDS, Sharded, Shards};
use racelab::sync::Mutex;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

static DOOR: Mutex<()> = Mutex::const_new(());

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
        let kept = own.load(Relaxed) + 1;
        if kept < BATCH {
            own.store(kept, Relaxed);
        } else {
            own.store(0, Relaxed);
            let _held = DOOR.lock();
            total.store(total.load(Relaxed) + kept, Relaxed);
        }
    }

    fn leave(own: &AtomicU64, total: &AtomicU64) {
        let _held = DOOR.lock();
        total.store(total.load(Relaxed) + own.swap(0, Relaxed), Relaxed);
    }

    fn estimate(total: &AtomicU64) -> u64 {
        total.load(Relaxed)
    }
}
