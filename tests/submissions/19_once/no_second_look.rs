//! verdict: data race
//!
//! Looks, acquires the lock, and makes the value, even if another thread has made it while this one
//! waited for the lock.

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
            is_made: AtomicBool::new(false),
            door: Mutex::new(()),
            value: PlainCell::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if !self.is_made.load(Acquire) {
            let _door = self.door.lock();
            self.value.set(make());
            self.is_made.store(true, Release);
        }
        self.value.get()
    }
}
