//! verdict: data race
//!
//! `let _ = ` drops the guard at once: the lock is acquired and released before the
//! read.

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
        let _ = self.lock.lock();
        self.value.set(self.value.get() + 1);
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
