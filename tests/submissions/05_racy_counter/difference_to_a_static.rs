//! verdict: wrong outcome
//!
//! One static for all counters, and each counter remembers its value when it was made: right
//! as long as no other counter counts.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

static COUNT: AtomicU64 = AtomicU64::const_new(0);

pub struct Exercise {
    before: u64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            before: COUNT.load(Relaxed),
        }
    }

    fn increment(&self) {
        COUNT.fetch_add(1, Relaxed);
    }

    fn get(&self) -> u64 {
        COUNT.load(Relaxed) - self.before
    }
}
