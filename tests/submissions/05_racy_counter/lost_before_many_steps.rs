//! verdict: lost update
//!
//! Loses an update in its first two steps. The later steps have more orders than an
//! exploration examines, and it varies those first.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};

pub struct Exercise {
    value: AtomicU64,
    steps: AtomicU64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: AtomicU64::new(0),
            steps: AtomicU64::new(0),
        }
    }

    fn increment(&self) {
        let seen = self.value.load(SeqCst);
        self.value.store(seen + 1, SeqCst);
        for _ in 0..16 {
            self.steps.fetch_add(1, SeqCst);
        }
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
