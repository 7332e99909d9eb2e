//! verdict: wrong outcome
//! graded: forbidden construct
//!
//! Right only because no thread can come between operations that the checker does not see:
//! shards of std, with a load and a store.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::AtomicU64 as Unseen;

pub struct Exercise {
    shards: Shards,
    hidden: [Unseen; SHARDS],
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards, hidden: [0; SHARDS].map(Unseen::new) }
    }

    fn increment(&self, thread: usize) {
        let shard = &self.hidden[thread % SHARDS];
        shard.store(shard.load(Relaxed) + 1, Relaxed);
    }

    fn total(&self) -> u64 {
        // The checker sees nothing of this.
        let seen: u64 = self.shards.iter().map(|shard| shard.load(Relaxed)).sum();
        let hidden: u64 = self.hidden.iter().map(|shard| shard.load(Relaxed)).sum();
        seen + hidden
    }
}
