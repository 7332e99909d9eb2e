//! A builder configures how a shard is chosen and which ordering is used.

use labs::lab_09::{SHARDS, Sharded, Shards};
use racelab::sync::atomic::Ordering;

#[derive(Default)]
struct Config<F = fn(usize) -> usize> {
    choose: Option<F>,
    ordering: Option<Ordering>,
}

impl<F: Fn(usize) -> usize + Send + Sync + 'static> Config<F> {
    fn new() -> Self {
        Self {
            choose: None,
            ordering: None,
        }
    }

    fn choosing(mut self, choose: F) -> Self {
        self.choose.replace(choose);
        self
    }

    fn ordering(mut self, ordering: Ordering) -> Self {
        self.ordering.replace(ordering);
        self
    }

    fn build(self, shards: Shards) -> Exercise {
        Exercise {
            shards,
            choose: Box::new(self.choose.expect("it is configured")),
            ordering: self.ordering.unwrap_or(Ordering::SeqCst),
        }
    }
}

pub struct Exercise {
    shards: Shards,
    choose: Box<dyn Fn(usize) -> usize + Send + Sync>,
    ordering: Ordering,
}

impl Sharded for Exercise {
    fn new(shards: Shards) -> Self {
        Config::new()
            .choosing(|thread| thread % SHARDS)
            .ordering(Ordering::Release)
            .build(shards)
    }

    fn increment(&self, thread: usize) {
        self.shards[(self.choose)(thread)].fetch_add(1, self.ordering);
    }

    fn total(&self) -> u64 {
        self.shards
            .iter()
            .map(|shard| shard.load(Ordering::Acquire))
            .sum()
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
