//! The total reads each shard in a thread of a scope.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::thread;

fn sum(shards: &[AtomicU64]) -> u64 {
    let (first, rest) = match shards {
        [] => return 0,
        [only] => return only.load(Relaxed),
        [first, rest @ ..] => (first, rest),
    };
    thread::scope(|scope| {
        let first = scope.spawn(|| first.load(Relaxed));
        let rest = sum(rest);
        first.join().expect("it reads") + rest
    })
}

pub struct Exercise {
    shards: Shards,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Self { shards }
    }

    fn increment(&self, thread: usize) {
        self.shards[thread % SHARDS].fetch_add(1, Relaxed);
    }

    fn total(&self) -> u64 {
        sum(&self.shards[..])
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
