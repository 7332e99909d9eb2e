//! verdict: data race
//!
//! A lock that reads and sets its flag in two steps: two threads see it free.

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
        while self.locked.load(SeqCst) {
            hint::spin_loop();
        }
        self.locked.store(true, SeqCst);
        self.value.set(self.value.get() + 1);
        self.locked.store(false, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
