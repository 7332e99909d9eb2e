//! verdict: data race
//!
//! The first thread that exchanges the state makes the value. The others find the state
//! changed, and do not wait until it is made.

use labs::lab_19::Lazy;
use racelab::sync::atomic::{
    AtomicBool, AtomicU64,
    Ordering::{AcqRel, Acquire, Release},
};

pub struct Exercise {
    is_taken: AtomicBool,
    value: AtomicU64,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            is_taken: AtomicBool::new(false),
            value: AtomicU64::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        let won = self.is_taken.compare_exchange(false, true, AcqRel, Acquire);
        if won.is_ok() {
            self.value.store(make(), Release);
        }
        self.value.load(Acquire)
    }
}
