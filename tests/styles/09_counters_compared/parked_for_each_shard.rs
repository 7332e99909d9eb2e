//! A queue of parked threads for each shard: its first one is the owner.

use std::collections::VecDeque;

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::Mutex;
use racelab::sync::atomic::Ordering::Relaxed;
use racelab::sync::thread::{self, Thread};

#[derive(Default)]
struct Queue(Mutex<VecDeque<Thread>>);

impl Queue {
    fn enter(&self) {
        let own = thread::current();
        self.0.lock().push_back(own.clone());
        let is_first = || self.0.lock().front().map(Thread::id) == Some(own.id());
        while !is_first() {
            thread::park();
        }
    }

    fn leave(&self) {
        let mut queue = self.0.lock();
        queue.pop_front();
        if let Some(next) = queue.front() {
            next.unpark();
        }
    }
}

pub struct Exercise {
    shards: Shards,
    queues: [Queue; SHARDS],
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self {
            shards,
            queues: Default::default(),
        }
    }

    fn increment(&self, thread: usize) {
        let (shard, queue) = (&self.shards[thread % SHARDS], &self.queues[thread % SHARDS]);
        queue.enter();
        shard.store(shard.load(Relaxed) + 1, Relaxed);
        queue.leave();
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
