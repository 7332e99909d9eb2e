//! verdict: no concurrency
//! graded: forbidden construct
//!
//! Right, but with the lock of std, which the checker cannot see.

use std::sync::Mutex;

use labs::lab_05::Counter;

pub struct Exercise {
    value: Mutex<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: Mutex::new(0),
        }
    }

    fn increment(&self) {
        *self.value.lock().unwrap() += 1;
    }

    fn get(&self) -> u64 {
        *self.value.lock().unwrap()
    }
}
