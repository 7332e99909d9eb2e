//! graded: forbidden construct
//! unscanned: no concurrency
//!
//! Counts on threads that no model sees.

use std::sync::Mutex;

use labs::lab_05::Counter;

pub struct Exercise(Mutex<u64>);

impl Counter for Exercise {
    fn new() -> Self {
        Self(Mutex::new(0))
    }

    fn increment(&self) {
        std::thread::scope(|scope| {
            scope.spawn(|| *self.0.lock().unwrap() += 1);
        });
    }

    fn get(&self) -> u64 {
        *self.0.lock().unwrap()
    }
}
