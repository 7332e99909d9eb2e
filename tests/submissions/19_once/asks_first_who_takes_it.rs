//! verdict: no concurrency
//!
//! Each call begins with a swap, which writes even if the value has long been made.

use labs::lab_19::Lazy;
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{AcqRel, Acquire, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::hint;

pub struct Exercise {
    is_taken: AtomicBool,
    is_made: AtomicBool,
    value: PlainCell<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            is_taken: AtomicBool::new(false),
            is_made: AtomicBool::new(false),
            value: PlainCell::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if !self.is_taken.swap(true, AcqRel) {
            self.value.set(make());
            self.is_made.store(true, Release);
        }
        while !self.is_made.load(Acquire) {
            hint::spin_loop();
        }
        self.value.get()
    }
}
