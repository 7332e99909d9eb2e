//! verdict: no verdict
//!
//! Eight counts in a HashMap; `get` adds them up in the order of the map, which differs in
//! each run.

use std::collections::HashMap;

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

pub struct Exercise {
    next: AtomicU64,
    counts: HashMap<u64, AtomicU64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        let counts = (0..8).map(|key| (key, AtomicU64::new(0)));
        Self {
            next: AtomicU64::new(0),
            counts: counts.collect(),
        }
    }

    fn increment(&self) {
        let key = self.next.fetch_add(1, Relaxed) % 8;
        self.counts[&key].fetch_add(1, Relaxed);
    }

    fn get(&self) -> u64 {
        self.counts.values().map(|count| count.load(Relaxed)).sum()
    }
}
