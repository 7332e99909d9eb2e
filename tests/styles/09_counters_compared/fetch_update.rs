//! `fetch_update`, whose closure never declines.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::Ordering::{Acquire, Relaxed};

pub struct Exercise {
    shards: Shards,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards }
    }

    fn increment(&self, thread: usize) {
        let shard = &self.shards[thread % SHARDS];
        let updated = shard.fetch_update(Relaxed, Acquire, |seen| Some(seen + 1));
        debug_assert!(updated.is_ok());
    }

    fn total(&self) -> u64 {
        self.shards
            .iter()
            .fold(0, |sum, shard| sum + shard.load(Acquire))
    }

    fn count(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::Relaxed;
        let kept = own.load(Relaxed) + 1;
        if kept == labs::lab_09::BATCH {
            total.fetch_add(kept, Relaxed);
            own.store(0, Relaxed);
        } else {
            own.store(kept, Relaxed);
        }
    }

    fn leave(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::Relaxed;
        total.fetch_add(own.swap(0, Relaxed), Relaxed);
    }

    fn estimate(total: &racelab::sync::atomic::AtomicU64) -> u64 {
        total.load(racelab::sync::atomic::Ordering::Relaxed)
    }
}
