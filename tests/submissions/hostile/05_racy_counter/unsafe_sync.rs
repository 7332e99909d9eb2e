//! graded: forbidden construct
//! unscanned: no concurrency
//!
//! Implements `Sync` for a type that is not.

use std::cell::UnsafeCell;

use labs::lab_05::Counter;

pub struct Exercise(UnsafeCell<u64>);

// SAFETY: none.
unsafe impl Sync for Exercise {}

impl Counter for Exercise {
    fn new() -> Self {
        Self(UnsafeCell::new(0))
    }

    fn increment(&self) {
        // SAFETY: none.
        unsafe { *self.0.get() += 1 };
    }

    fn get(&self) -> u64 {
        // SAFETY: none.
        unsafe { *self.0.get() }
    }
}
