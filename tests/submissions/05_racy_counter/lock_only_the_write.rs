//! verdict: data race
//!
//! Reads before it takes the lock.

use labs::lab_05::Counter;
use racelab::sync::Mutex;
use racelab::sync::cell::PlainCell;

pub struct Exercise {
    lock: Mutex<()>,
    value: PlainCell<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            lock: Mutex::new(()).named("lock"),
            value: PlainCell::new(0).named("value"),
        }
    }

    fn increment(&self) {
        let seen = self.value.get();
        let _guard = self.lock.lock();
        self.value.set(seen + 1);
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
