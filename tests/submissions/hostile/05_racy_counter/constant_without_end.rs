//! graded: compiler limit
//!
//! Makes the compiler compute a constant endlessly.

#![allow(long_running_const_eval)]

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
        std::hint::black_box(NEVER);
        self.value.fetch_add(1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}

const NEVER: u64 = {
    let mut n = 0;
    while n < 2 {
        n = (n + 1) % 2;
    }
    n
};
