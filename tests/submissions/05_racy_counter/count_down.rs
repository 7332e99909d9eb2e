//! verdict: proved
//!
//! Counts down from the maximum.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

pub struct Exercise {
    left: AtomicU64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            left: AtomicU64::new(u64::MAX).named("left"),
        }
    }

    fn increment(&self) {
        self.left.fetch_sub(1, Relaxed);
    }

    fn get(&self) -> u64 {
        u64::MAX - self.left.load(Relaxed)
    }
}
