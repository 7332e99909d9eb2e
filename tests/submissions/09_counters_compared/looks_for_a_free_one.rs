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
