//! verdict: no concurrency
//!
//! Right, in five lines, but each later call acquires the lock, too.

use labs::lab_19::Lazy;
use racelab::sync::Mutex;

pub struct Exercise {
    value: Mutex<Option<u64>>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            value: Mutex::new(None),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        *self.value.lock().get_or_insert_with(make)
    }
}
