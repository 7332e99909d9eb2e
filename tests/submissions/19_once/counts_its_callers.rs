//! verdict: no concurrency
//!
//! The first caller by a count makes the value, and the others wait for it. But every call counts
//! itself, also one that finds the value made.

use labs::lab_19::Lazy;
use racelab::sync::atomic::{
    AtomicBool, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::thread;

pub struct Exercise {
    callers: AtomicU64,
    is_made: AtomicBool,
    value: PlainCell<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            callers: AtomicU64::new(0).named("callers"),
            is_made: AtomicBool::new(false).named("is made"),
            value: PlainCell::new(0).named("value"),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        // Relaxed: the count only elects one caller.
        if self.callers.fetch_add(1, Relaxed) == 0 {
            self.value.set(make());
            // Release and Acquire: a thread that reads true reads what was made before.
            self.is_made.store(true, Release);
        }
        while !self.is_made.load(Acquire) {
            thread::yield_now();
        }
        self.value.get()
    }
}
