//! A thread-local guess at the shard's value, which a compare-exchange corrects.

use std::cell::Cell;

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::Ordering::Relaxed;
use racelab::sync::thread_local;

thread_local! {
    static GUESS: Cell<u64> = const { Cell::new(0) };
}

pub struct Exercise {
    shards: Shards,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards }
    }

    fn increment(&self, thread: usize) {
        let shard = &self.shards[thread % SHARDS];
        loop {
            let guess = GUESS.get();
            match shard.compare_exchange(guess, guess + 1, Relaxed, Relaxed) {
                Ok(_) => return GUESS.set(guess + 1),
                Err(value) => GUESS.set(value),
            }
        }
    }

    fn total(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }

    fn count(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::SeqCst;
        // It counts on, and each multiple of a batch goes to the total.
        let counted = own.fetch_add(1, SeqCst) + 1;
        if counted.is_multiple_of(labs::lab_09::BATCH) {
            total.fetch_add(labs::lab_09::BATCH, SeqCst);
        }
    }

    fn leave(own: &racelab::sync::atomic::AtomicU64, total: &racelab::sync::atomic::AtomicU64) {
        use racelab::sync::atomic::Ordering::SeqCst;
        let rest = own.load(SeqCst) % labs::lab_09::BATCH;
        if rest != 0 {
            total.fetch_add(rest, SeqCst);
            own.fetch_sub(rest, SeqCst);
        }
    }

    fn estimate(total: &racelab::sync::atomic::AtomicU64) -> u64 {
        total.load(racelab::sync::atomic::Ordering::SeqCst)
    }
}
