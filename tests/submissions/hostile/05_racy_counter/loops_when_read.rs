//! graded: time limit
//!
//! Never returns from `get`.

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
        self.value.fetch_add(1, SeqCst);
    }

    fn get(&self) -> u64 {
        while std::hint::black_box(true) {}
        self.value.load(SeqCst)
    }
}
