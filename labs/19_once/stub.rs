//! Lab 19, the exercise: a value that is made once, when a thread first asks for it.
//!
//! Two threads may both find that it is not made, and both make it. Let one of them make it
//! and the other one wait. And let a call that finds it made neither acquire a lock nor write
//! to anything.
//! Take locks, atomics and plain cells from `racelab::sync`, where the checker can see them.
//!
//! To have it proved:  cargo run --bin 19_once -- check

use labs::lab_19::Lazy;
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Release},
};
use racelab::sync::cell::PlainCell;

pub struct Exercise {
    is_made: AtomicBool,
    value: PlainCell<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            is_made: AtomicBool::new(false).named("is made"),
            value: PlainCell::new(0).named("value"),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if !self.is_made.load(Acquire) {
            self.value.set(make());
            self.is_made.store(true, Release);
        }
        self.value.get()
    }
}
