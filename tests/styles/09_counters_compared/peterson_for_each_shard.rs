//! Peterson's algorithm in each shard, between the threads of two sides.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{Relaxed, SeqCst},
};
use racelab::sync::{Mutex, hint};

#[derive(Default)]
struct Door {
    /// Of each side, one thread at a time takes part.
    gates: [Mutex<()>; 2],
    wants: [AtomicBool; 2],
    yields: AtomicUsize,
}

impl Door {
    fn with(&self, side: usize, section: impl FnOnce()) {
        let other = 1 - side;
        let _gate = self.gates[side].lock();
        self.wants[side].store(true, SeqCst);
        self.yields.store(side, SeqCst);
        while self.wants[other].load(SeqCst) && self.yields.load(SeqCst) == side {
            hint::spin_loop();
        }
        section();
        self.wants[side].store(false, SeqCst);
    }
}

pub struct Exercise {
    shards: Shards,
    doors: [Door; SHARDS],
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self {
            shards,
            doors: Default::default(),
        }
    }

    fn increment(&self, thread: usize) {
        let (shard, door) = (&self.shards[thread % SHARDS], &self.doors[thread % SHARDS]);
        let side = thread / SHARDS % 2;
        door.with(side, || shard.store(shard.load(Relaxed) + 1, Relaxed));
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }

    fn count(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::Relaxed;
        own.store(own.load(Relaxed) + 1, Relaxed);
        if own.load(Relaxed) >= labs::lab_09::BATCH {
            Self::leave(own, total);
        }
    }

    fn leave(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::Relaxed;
        let kept = own.load(Relaxed);
        own.store(0, Relaxed);
        if kept == 0 {
            return;
        }
        let mut seen = total.load(Relaxed);
        while let Err(now) = total.compare_exchange(seen, seen + kept, Relaxed, Relaxed) {
            seen = now;
        }
    }

    fn estimate(total: &racelab::sync::atomic::AtomicU64) -> u64 {
        total.load(racelab::sync::atomic::Ordering::Relaxed)
    }
}
