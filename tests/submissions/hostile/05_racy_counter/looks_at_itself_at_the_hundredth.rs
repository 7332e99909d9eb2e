//! graded: waiting
//! unscanned: waiting
//!
//! At every hundredth increment it reads the count while it holds the lock.

use labs::lab_05::Counter;
use racelab::sync::Mutex;

pub struct Exercise {
    value: Mutex<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: Mutex::new(0).named("value"),
        }
    }

    fn increment(&self) {
        let mut value = self.value.lock();
        *value += 1;
        if *value % 100 == 0 {
            assert!(self.get() > 0);
        }
    }

    fn get(&self) -> u64 {
        *self.value.lock()
    }
}
