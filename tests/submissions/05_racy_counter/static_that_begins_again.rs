//! verdict: wrong outcome
//!
//! One static for all counters, which a new counter sets to 0: right for one counter after the
//! other, and wrong for two at the same time.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

static COUNT: AtomicU64 = AtomicU64::const_new(0);

pub struct Exercise;

impl Counter for Exercise {
    fn new() -> Self {
        COUNT.store(0, Relaxed);
        Self
    }

    fn increment(&self) {
        COUNT.fetch_add(1, Relaxed);
    }

    fn get(&self) -> u64 {
        COUNT.load(Relaxed)
    }
}
