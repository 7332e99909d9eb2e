//! verdict: ordering
//!
//! Double-checked, and each access to the flag is Relaxed: "the lock orders them".

use labs::lab_19::Lazy;
use racelab::sync::Mutex;
use racelab::sync::atomic::{AtomicBool, Ordering::Relaxed};
use racelab::sync::cell::PlainCell;

pub struct Exercise {
    is_made: AtomicBool,
    door: Mutex<()>,
    value: PlainCell<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            is_made: AtomicBool::new(false),
            door: Mutex::new(()),
            value: PlainCell::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if !self.is_made.load(Relaxed) {
            let _door = self.door.lock();
            if !self.is_made.load(Relaxed) {
                self.value.set(make());
                self.is_made.store(true, Relaxed);
            }
        }
        self.value.get()
    }
}
