//! verdict: data race
//!
//! Both looks are there, and the second is under the lock. But the value is made after the lock is
//! given back, so that make may ask for other values.

use labs::lab_19::Lazy;
use racelab::sync::Mutex;
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Release},
};
use racelab::sync::cell::PlainCell;

pub struct Exercise {
    is_made: AtomicBool,
    door: Mutex<()>,
    value: PlainCell<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            is_made: AtomicBool::new(false).named("is made"),
            door: Mutex::new(()).named("door"),
            value: PlainCell::new(0).named("value"),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        // Acquire, Release: a thread that reads true reads what was made before.
        if !self.is_made.load(Acquire) {
            let has_to_make = {
                let _door = self.door.lock();
                !self.is_made.load(Acquire)
            };
            if has_to_make {
                self.value.set(make());
                self.is_made.store(true, Release);
            }
        }
        self.value.get()
    }
}
