//! verdict: data race
//!
//! Every call makes its own lock, for which no other thread can wait.

use labs::lab_05::Counter;
use racelab::sync::Mutex;
use racelab::sync::cell::PlainCell;

pub struct Exercise {
    value: PlainCell<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: PlainCell::new(0).named("value"),
        }
    }

    fn increment(&self) {
        let lock = Mutex::new(());
        let _guard = lock.lock();
        self.value.set(self.value.get() + 1);
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
