//! A test-and-set spin lock, and a function that runs a closure under it.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicBool, Ordering};
use racelab::sync::cell::PlainCell;
use racelab::sync::hint;

pub struct Exercise {
    is_locked: AtomicBool,
    value: PlainCell<u64>,
}

impl Exercise {
    fn locked<R>(&self, section: impl FnOnce(&PlainCell<u64>) -> R) -> R {
        while self.is_locked.swap(true, Ordering::Acquire) {
            hint::spin_loop();
        }
        let result = section(&self.value);
        self.is_locked.store(false, Ordering::Release);
        result
    }
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            is_locked: AtomicBool::new(false),
            value: PlainCell::new(0),
        }
    }

    fn increment(&self) {
        self.locked(|value| value.set(value.get() + 1));
    }

    fn get(&self) -> u64 {
        self.locked(PlainCell::get)
    }
}
