//! verdict: lost update
//!
//! The third thread sleeps, and assumes that the others have finished.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use racelab::sync::thread;

pub struct Exercise {
    shards: Shards,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards }
    }

    fn increment(&self, thread: usize) {
        let shard = &self.shards[thread % SHARDS];
        thread::sleep(Duration::from_millis(thread as u64));
        let seen = shard.load(SeqCst);
        shard.store(seen + 1, SeqCst);
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(SeqCst)).sum()
    }
}
