//! verdict: deadlock
//!
//! Calls `get`, which acquires the lock, while it holds the lock.

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
        *value = self.get() + 1;
    }

    fn get(&self) -> u64 {
        *self.value.lock()
    }
}
