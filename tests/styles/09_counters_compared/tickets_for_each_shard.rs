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
}
