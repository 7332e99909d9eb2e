//! verdict: proved
//!
//! An editor has imported the orderings from std; they are the same.

use std::sync::atomic::Ordering;

use labs::lab_05::Counter;
use racelab::sync::atomic::AtomicU64;

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
        self.value.fetch_add(1, Ordering::AcqRel);
    }

    fn get(&self) -> u64 {
        self.value.load(Ordering::Acquire)
    }
}
