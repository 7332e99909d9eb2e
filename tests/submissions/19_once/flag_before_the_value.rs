//! verdict: data race
//!
//! Raises the flag under the lock, and then makes the value: a thread that looks in between returns
//! the value before it is made.

use labs::lab_19::Lazy;
use racelab::sync::Mutex;
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
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
            is_made: AtomicBool::new(false),
            door: Mutex::new(()),
            value: PlainCell::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if !self.is_made.load(Acquire) {
            let _door = self.door.lock();
            if !self.is_made.load(Relaxed) {
                self.is_made.store(true, Release);
                self.value.set(make());
            }
        }
        self.value.get()
    }
}
