//! A loop of weak compare-exchanges that uses the value each failure returns.

use labs::lab_09::{Sharded, Shards};
use racelab::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};

pub struct Exercise(Shards);

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self(shards)
    }

    fn increment(&self, thread: usize) {
        let shard = match thread & 1 {
            0 => &self.0[0],
            _ => &self.0[1],
        };
        let mut seen = shard.load(Relaxed);
        while let Err(now) = shard.compare_exchange_weak(seen, seen + 1, AcqRel, Acquire) {
            seen = now;
        }
    }

    fn total(&self) -> u64 {
        let [even, odd] = &*self.0;
        even.load(Acquire) + odd.load(Acquire)
    }
}
