//! A ticket lock for each shard.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::{
    AtomicU16,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::hint;

#[derive(Default)]
struct Tickets {
    next: AtomicU16,
    served: AtomicU16,
}

pub struct Exercise {
    shards: Shards,
    tickets: [Tickets; SHARDS],
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self {
            shards,
            tickets: Default::default(),
        }
    }

    fn increment(&self, thread: usize) {
        let Tickets { next, served } = &self.tickets[thread % SHARDS];
        let own = next.fetch_add(1, Relaxed);
        while served.load(Acquire) != own {
            hint::spin_loop();
        }
        let shard = &self.shards[thread % SHARDS];
        shard.store(shard.load(Relaxed) + 1, Relaxed);
        served.store(own.wrapping_add(1), Release);
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
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
