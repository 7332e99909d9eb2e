//! verdict: wrong outcome
//!
//! `total` is 0 while another thread counts, although there are many increments, including
//! those of the caller.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::Mutex;
use racelab::sync::atomic::Ordering::Relaxed;

pub struct Exercise {
    shards: Shards,
    doors: [Mutex<()>; SHARDS],
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self {
            shards,
            doors: [Mutex::new(()), Mutex::new(())],
        }
    }

    fn increment(&self, thread: usize) {
        let _held = self.doors[thread % SHARDS].lock();
        let shard = &self.shards[thread % SHARDS];
        shard.store(shard.load(Relaxed) + 1, Relaxed);
    }

    fn total(&self) -> u64 {
        let mut total = 0;
        for (shard, door) in self.shards.iter().zip(&self.doors) {
            match door.try_lock() {
                Some(_held) => total += shard.load(Relaxed),
                None => return 0,
            }
        }
        total
    }
}
