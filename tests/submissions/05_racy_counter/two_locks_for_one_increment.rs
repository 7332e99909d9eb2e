//! verdict: lost update
//!
//! Acquires the lock for the read, releases it, and acquires it again for the write.

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
        let seen = *self.value.lock();
        *self.value.lock() = seen + 1;
    }

    fn get(&self) -> u64 {
        *self.value.lock()
    }
}
