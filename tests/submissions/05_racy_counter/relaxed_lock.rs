//! verdict: ordering
//!
//! A correct lock with orderings that publish nothing: under sequential consistency
//! it is right, under weak memory the guarded value has a data race.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicBool, Ordering::Relaxed};
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
        while self.locked.swap(true, Relaxed) {
            hint::spin_loop();
        }
        self.value.set(self.value.get() + 1);
        self.locked.store(false, Relaxed);
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
