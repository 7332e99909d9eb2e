//! verdict: data race
//!
//! Each caller makes the value for itself under the lock, and the one that was made first wins: all
//! get the same.

use labs::lab_19::Lazy;
use racelab::sync::Mutex;

pub struct Exercise {
    value: Mutex<Option<u64>>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            value: Mutex::new(None).named("value"),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        let mut value = self.value.lock();
        let made = make();
        *value.get_or_insert(made)
    }
}
