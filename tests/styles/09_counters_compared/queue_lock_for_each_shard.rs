//! A CLH queue lock for each shard, zipped with it.

use labs::lab_09::{Sharded, Shards};
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::{Arc, Mutex, hint};

#[derive(Default)]
struct Queue {
    tail: Mutex<Arc<AtomicBool>>,
}

impl Queue {
    fn with(&self, section: impl FnOnce()) {
        let own = Arc::new(AtomicBool::new(true));
        let before = std::mem::replace(&mut *self.tail.lock(), own.clone());
        while before.load(Acquire) {
            hint::spin_loop();
        }
        section();
        own.store(false, Release);
    }
}

pub struct Exercise {
    shards: Shards,
    queues: [Queue; 2],
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self {
            shards,
            queues: Default::default(),
        }
    }

    fn increment(&self, thread: usize) {
        let mut pairs = self.shards.iter().zip(&self.queues).cycle();
        let (shard, queue) = pairs.nth(thread % 2).expect("a cycle has no end");
        queue.with(|| shard.store(shard.load(Relaxed) + 1, Relaxed));
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
