//! verdict: proved
//!
//! A compare-exchange that is tried again until no thread came between; the failed
//! one returns the value to try next.

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
        let mut seen = self.value.load(Relaxed);
        while let Err(now) = self.value.compare_exchange_weak(seen, seen + 1, Relaxed, Relaxed) {
            seen = now;
        }
    }

    fn get(&self) -> u64 {
        self.value.load(Relaxed)
    }
}
