//! A newtype that is indexed by a newtype for threads.

use std::ops::Index;

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

#[derive(Clone, Copy)]
struct ThreadNumber(usize);

impl Index<ThreadNumber> for Exercise {
    type Output = AtomicU64;

    fn index(&self, ThreadNumber(number): ThreadNumber) -> &AtomicU64 {
        &self.shards[number % SHARDS]
    }
}

impl<'a> IntoIterator for &'a Exercise {
    type Item = &'a AtomicU64;
    type IntoIter = std::slice::Iter<'a, AtomicU64>;

    fn into_iter(self) -> Self::IntoIter {
        self.shards.iter()
    }
}

pub struct Exercise {
    shards: Shards,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards }
    }

    fn increment(&self, thread: usize) {
        self[ThreadNumber(thread)].fetch_add(1, Relaxed);
    }

    fn total(&self) -> u64 {
        let mut total = 0;
        for shard in self {
            total += shard.load(Relaxed);
        }
        total
    }

    fn count(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::Relaxed;
        match own.load(Relaxed) {
            kept if kept + 1 < labs::lab_09::BATCH => own.store(kept + 1, Relaxed),
            kept => {
                let _ = total.fetch_update(Relaxed, Relaxed, |seen| Some(seen + kept + 1));
                own.store(0, Relaxed);
            }
        }
    }

    fn leave(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::Relaxed;
        let kept = own.swap(0, Relaxed);
        let _ = total.fetch_update(Relaxed, Relaxed, |seen| (kept > 0).then_some(seen + kept));
    }

    fn estimate(total: &racelab::sync::atomic::AtomicU64) -> u64 {
        total.load(racelab::sync::atomic::Ordering::Relaxed)
    }
}
