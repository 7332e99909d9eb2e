//! A builder that makes the shards and their names.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

#[derive(Clone, Copy, Default)]
struct Builder {
    shards: usize,
    name: Option<&'static str>,
}

impl Builder {
    fn shards(mut self, shards: usize) -> Self {
        self.shards = shards.max(1);
        self
    }

    fn name(self, name: &'static str) -> Self {
        Self {
            name: Some(name),
            ..self
        }
    }

    fn build(self) -> Exercise {
        let shard = |number: usize| {
            let shard = AtomicU64::new(0);
            match self.name {
                Some(name) => shard.named(&format!("{name} {number}")),
                None => shard,
            }
        };
        Exercise {
            turn: AtomicUsize::new(0),
            shards: (0..self.shards).map(shard).collect(),
        }
    }
}

pub struct Exercise {
    turn: AtomicUsize,
    shards: Vec<AtomicU64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Builder::default().shards(2).name("shard").build()
    }

    fn increment(&self) {
        let turn = self.turn.fetch_add(1, Relaxed);
        self.shards[turn % self.shards.len()].fetch_add(1, Relaxed);
    }

    fn get(&self) -> u64 {
        self.shards.iter().map(|shard| shard.load(Relaxed)).sum()
    }
}
