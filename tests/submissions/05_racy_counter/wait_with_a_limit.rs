//! verdict: too big
//!
//! Waits on a condition variable with a limit, in a loop. It is right, and cannot be proved with
//! three threads: two that wait like this wake each other without end.

use std::time::Duration;

use labs::lab_05::Counter;
use racelab::sync::cell::PlainCell;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    is_busy: Mutex<bool>,
    is_free: Condvar,
    value: PlainCell<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            is_busy: Mutex::new(false),
            is_free: Condvar::new(),
            value: PlainCell::new(0),
        }
    }

    fn increment(&self) {
        let mut is_busy = self.is_busy.lock();
        while *is_busy {
            let _ = self
                .is_free
                .wait_for(&mut is_busy, Duration::from_millis(10));
        }
        *is_busy = true;
        drop(is_busy);
        self.value.set(self.value.get() + 1);
        *self.is_busy.lock() = false;
        self.is_free.notify_one();
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
