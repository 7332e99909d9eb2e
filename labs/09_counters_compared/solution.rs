//! Lab 09, the solution: one step, in a shard that is seldom anybody else's.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::Ordering::Relaxed;

pub struct Exercise {
    shards: Shards,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards }
    }

    fn increment(&self, thread: usize) {
        // Two threads may share a shard, so it takes one step. If they do not, the step
        // costs next to nothing more: the cache line is here already. Relaxed is enough:
        // the count publishes nothing else.
        self.shards[thread % SHARDS].fetch_add(1, Relaxed);
        //                           ^^^^^^^^^
    }

    fn total(&self) -> u64 {
        // Not one step, and need not be: after a join no shard changes any more, and the
        // join orders all that the threads have counted before these loads.
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }
}
