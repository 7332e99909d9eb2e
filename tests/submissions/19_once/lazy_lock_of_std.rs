//! verdict: data race
//! graded: forbidden construct
//!
//! A lock in std's LazyLock, which the exercise is to build; and each call acquires the lock.

use std::sync::LazyLock;

use labs::lab_19::Lazy;
use racelab::sync::Mutex;

pub struct Exercise {
    value: LazyLock<Mutex<Option<u64>>>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            value: LazyLock::new(|| Mutex::new(None)),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        *self.value.lock().get_or_insert_with(make)
    }
}
