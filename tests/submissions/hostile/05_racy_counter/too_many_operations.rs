//! graded: too big
//!
//! Makes 20,000 operations instead of one: none of its executions finishes.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};

pub struct Exercise {
    value: AtomicU64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: AtomicU64::new(0),
        }
    }

    fn increment(&self) {
        for _ in 0..10_000 {
            self.value.fetch_add(1, SeqCst);
            self.value.fetch_sub(1, SeqCst);
        }
        self.value.fetch_add(1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
