//! A semaphore of one permit for each shard.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::Semaphore;
use racelab::sync::atomic::Ordering::Relaxed;

pub struct Exercise {
    shards: Shards,
    permits: Vec<Semaphore>,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self {
            shards,
            permits: [1; SHARDS].map(Semaphore::new).into(),
        }
    }

    fn increment(&self, thread: usize) {
        let at = thread % SHARDS;
        let _permit = self.permits[at].acquire();
        self.shards[at].store(self.shards[at].load(Relaxed) + 1, Relaxed);
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }

    fn count(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::SeqCst;
        // It counts on, and each multiple of a batch goes to the total.
        let counted = own.fetch_add(1, SeqCst) + 1;
        if counted.is_multiple_of(labs::lab_09::BATCH) {
            total.fetch_add(labs::lab_09::BATCH, SeqCst);
        }
    }

    fn leave(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::SeqCst;
        let rest = own.load(SeqCst) % labs::lab_09::BATCH;
        if rest != 0 {
            total.fetch_add(rest, SeqCst);
            own.fetch_sub(rest, SeqCst);
        }
    }

    fn estimate(total: &racelab::sync::atomic::AtomicU64) -> u64 {
        total.load(racelab::sync::atomic::Ordering::SeqCst)
    }
}
