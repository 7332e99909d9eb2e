//! A test-and-test-and-set lock for each shard.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::hint;

pub struct Exercise {
    shards: Shards,
    is_locked: [AtomicBool; SHARDS],
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self {
            shards,
            is_locked: std::array::from_fn(|_| AtomicBool::new(false)),
        }
    }

    fn increment(&self, thread: usize) {
        let (shard, is_locked) = (
            &self.shards[thread % SHARDS],
            &self.is_locked[thread % SHARDS],
        );
        while is_locked.swap(true, Acquire) {
            while is_locked.load(Relaxed) {
                hint::spin_loop();
            }
        }
        shard.store(shard.load(Relaxed) + 1, Relaxed);
        is_locked.store(false, Release);
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }

    fn count(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::Relaxed;
        own.store(own.load(Relaxed) + 1, Relaxed);
        if own.load(Relaxed) >= labs::lab_09::BATCH {
            Self::leave(own, total);
        }
    }

    fn leave(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::Relaxed;
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

    fn estimate(total: &racelab::sync::atomic::AtomicU64) -> u64 {
        total.load(racelab::sync::atomic::Ordering::Relaxed)
    }
}
