//! A closure in a box for each shard.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::Arc;
use racelab::sync::atomic::Ordering::Relaxed;

pub struct Exercise {
    adders: [Box<dyn Fn(u64) -> u64 + Send + Sync>; SHARDS],
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        let adders = std::array::from_fn(|at| {
            let shards = Arc::clone(&shards);
            let adder: Box<dyn Fn(u64) -> u64 + Send + Sync> =
                Box::new(move |number| shards[at].fetch_add(number, Relaxed));
            adder
        });
        Self { adders }
    }

    fn increment(&self, thread: usize) {
        self.adders[thread % SHARDS](1);
    }

    fn total(&self) -> u64 {
        self.adders.iter().map(|add| add(0)).sum()
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
