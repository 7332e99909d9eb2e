//! `+=` on a reference to a shard is an atomic addition.

use std::iter::Sum;
use std::ops::AddAssign;

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

struct Shard<'a>(&'a AtomicU64);

impl AddAssign<u64> for Shard<'_> {
    fn add_assign(&mut self, number: u64) {
        self.0.fetch_add(number, Relaxed);
    }
}

impl<'a> Sum<Shard<'a>> for u64 {
    fn sum<I: Iterator<Item = Shard<'a>>>(shards: I) -> u64 {
        shards.map(|Shard(shard)| shard.load(Relaxed)).sum()
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
        let mut shard = Shard(&self.shards[thread % SHARDS]);
        shard += 1;
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(Shard).sum()
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
