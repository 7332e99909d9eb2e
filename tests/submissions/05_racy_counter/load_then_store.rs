//! verdict: lost update
//!
//! An atomic, but still two steps: no data race, and still wrong.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};

pub struct Exercise {
    value: AtomicU64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: AtomicU64::new(0).named("value"),
        }
    }

    fn increment(&self) {
        let seen = self.value.load(SeqCst);
        self.value.store(seen + 1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
