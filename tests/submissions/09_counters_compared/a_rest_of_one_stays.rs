//! verdict: wrong outcome
//!
//! A thread that leaves adds its rest to the total, but for a rest of one.

use labs::lab_09::{BATCH, SHARDS, Sharded, Shards};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

pub struct Exercise {
    shards: Shards,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards }
    }

    fn increment(&self, thread: usize) {
        // Two threads may share a shard, so the increment must be one step. If
        // they do not, it costs hardly more than a load and a store: this core
        // owns the cache line. Relaxed is enough: the count publishes no other
        // memory.
        self.shards[thread % SHARDS].fetch_add(1, Relaxed);
        //                           ^^^^^^^^^
    }

    fn total(&self) -> u64 {
        // These loads are several steps, which is enough: after the joins no
        // shard changes any more, and every increment happens before its
        // thread's join.
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }

    fn count(own: &AtomicU64, total: &AtomicU64) {
        // A load and a store are enough: no other thread accesses this word.
        // Relaxed, here and below: the counts publish no other memory.
        let kept = own.load(Relaxed) + 1;
        if kept < BATCH {
            own.store(kept, Relaxed);
            return;
        }
        own.store(0, Relaxed);
        // All threads write here, so it is one step. It is the only contended
        // write of a batch.
        total.fetch_add(kept, Relaxed);
        //    ^^^^^^^^^
    }

    fn leave(own: &AtomicU64, total: &AtomicU64) {
        // The rest, which may be nothing. The word is 0 again for a thread that
        // comes back.
        let kept = own.swap(0, Relaxed);
        if kept > 1 {
            total.fetch_add(kept, Relaxed);
        }
    }

    fn estimate(total: &AtomicU64) -> u64 {
        total.load(Relaxed)
    }
}
