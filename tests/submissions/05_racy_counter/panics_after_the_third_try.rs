//! verdict: panic
//!
//! Assumes that no thread is overtaken three times.

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
        for _ in 0..3 {
            match self.value.compare_exchange(seen, seen + 1, Relaxed, Relaxed) {
                Ok(_) => return,
                Err(now) => seen = now,
            }
        }
        panic!("too much going on");
    }

    fn get(&self) -> u64 {
        self.value.load(Relaxed)
    }
}
