//! verdict: lost update
//!
//! Tries ten times, and then gives up: an increment that ten other
//! threads overtake is lost.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

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
        for _ in 0..10 {
            let seen = self.value.load(Relaxed);
            let exchanged = self
                .value
                .compare_exchange(seen, seen + 1, Relaxed, Relaxed);
            if exchanged.is_ok() {
                return;
            }
        }
    }

    fn get(&self) -> u64 {
        self.value.load(Relaxed)
    }
}
