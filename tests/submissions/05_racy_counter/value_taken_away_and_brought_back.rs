//! verdict: proved
//!
//! A thread that wants to count takes the value away and brings it back: while it is gone,
//! the others wait.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::hint;

const GONE: u64 = u64::MAX;

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
        loop {
            match self.value.swap(GONE, Relaxed) {
                GONE => hint::spin_loop(),
                value => return self.value.store(value + 1, Relaxed),
            }
        }
    }

    fn get(&self) -> u64 {
        self.value.load(Relaxed)
    }
}
