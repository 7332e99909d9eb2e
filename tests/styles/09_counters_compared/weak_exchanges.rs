//! A loop of weak compare-exchanges that uses the value each failure returns.

use labs::lab_09::{Sharded, Shards};
use racelab::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};

pub struct Exercise(Shards);

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self(shards)
    }

    fn increment(&self, thread: usize) {
        let shard = match thread & 1 {
            0 => &self.0[0],
            _ => &self.0[1],
        };
        let mut seen = shard.load(Relaxed);
        while let Err(now) = shard.compare_exchange_weak(seen, seen + 1, AcqRel, Acquire) {
            seen = now;
        }
    }

    fn total(&self) -> u64 {
        let [even, odd] = &*self.0;
        even.load(Acquire) + odd.load(Acquire)
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
