//! verdict: wrong outcome
//!
//! Never waits for a total: while another thread counts, `total` returns the previous result,
//! which may be older than the caller's own increments.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::Mutex;
use racelab::sync::atomic::Ordering::Relaxed;

pub struct Exercise {
    shards: Shards,
    door: Mutex<()>,
    last: Mutex<u64>,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self {
            shards,
            door: Mutex::new(()),
            last: Mutex::new(0),
        }
    }

    fn increment(&self, thread: usize) {
        let _held = self.door.lock();
        self.shards[thread % SHARDS].fetch_add(1, Relaxed);
    }

    fn total(&self) -> u64 {
        let mut last = self.last.lock();
        if let Some(_held) = self.door.try_lock() {
            *last = self.shards.iter().map(|shard| shard.load(Relaxed)).sum();
        }
        *last
    }
}
