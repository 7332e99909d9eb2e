//! verdict: proved
//!
//! A lock of its own: Release publishes the writes, Acquire sees them.

use labs::lab_06::{Account, Fields};
use racelab::sync::atomic::{AtomicBool, Ordering::*};
use racelab::sync::hint;

pub struct Exercise {
    fields: Fields,
    locked: AtomicBool,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields,
            locked: AtomicBool::new(false).named("locked"),
        }
    }

    fn transfer(&self, amount: u64) {
        while self.locked.swap(true, Acquire) {
            hint::spin_loop();
        }
        self.fields.checking.set(self.fields.checking.get() - amount);
        self.fields.savings.set(self.fields.savings.get() + amount);
        self.locked.store(false, Release);
    }

    fn read(&self) -> (u64, u64) {
        while self.locked.swap(true, Acquire) {
            hint::spin_loop();
        }
        let seen = (self.fields.checking.get(), self.fields.savings.get());
        self.locked.store(false, Release);
        seen
    }
}
