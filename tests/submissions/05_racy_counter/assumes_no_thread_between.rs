//! verdict: panic
//!
//! Assumes that no thread comes between, and says so with an unwrap.

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
        let swapped = self.value.compare_exchange(seen, seen + 1, SeqCst, SeqCst);
        swapped.expect("no other thread counts");
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
