//! verdict: wrong outcome
//!
//! A thread writes to the total after each third count, where after each fourth is enough.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::{
    Ordering::{Acquire, Relaxed, Release},
    fence,
};

const TABLE: [usize; 8] = {
    let mut table = [0; 8];
    let mut at = 0;
    while at < table.len() {
        table[at] = at % SHARDS;
        at += 1;
    }
    table
};

pub struct Exercise {
    shards: Shards,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards }
    }

    fn increment(&self, thread: usize) {
        fence(Release);
        self.shards[TABLE[thread % TABLE.len()]].fetch_add(1, Relaxed);
    }

    fn total(&self) -> u64 {
        let total = self.shards.iter().map(|shard| shard.load(Relaxed)).sum();
        fence(Acquire);
        total
    }

    fn count(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::Relaxed;
        match own.load(Relaxed) {
            kept if kept + 2 < labs::lab_09::BATCH => own.store(kept + 1, Relaxed),
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
