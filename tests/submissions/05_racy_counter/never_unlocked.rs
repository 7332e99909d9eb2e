//! verdict: livelock
//!
//! A lock that is acquired and never released: the next thread spins for ever.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicBool, Ordering::SeqCst};
use racelab::sync::cell::PlainCell;
use racelab::sync::hint;

pub struct Exercise {
    locked: AtomicBool,
    value: PlainCell<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            locked: AtomicBool::new(false).named("locked"),
            value: PlainCell::new(0).named("value"),
        }
    }

    fn increment(&self) {
        while self.locked.swap(true, SeqCst) {
            hint::spin_loop();
        }
        self.value.set(self.value.get() + 1);
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
