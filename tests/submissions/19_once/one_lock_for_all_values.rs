//! verdict: deadlock
//!
//! Double-checked, and right for one value: but all values share one lock, so a value cannot be
//! made out of another one.

use labs::lab_19::Lazy;
use racelab::sync::Mutex;
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::cell::PlainCell;

static DOOR: Mutex<()> = Mutex::const_new(());

pub struct Exercise {
    is_made: AtomicBool,
    value: PlainCell<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            is_made: AtomicBool::new(false),
            value: PlainCell::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if !self.is_made.load(Acquire) {
            let _door = DOOR.lock();
            if !self.is_made.load(Relaxed) {
                self.value.set(make());
                self.is_made.store(true, Release);
            }
        }
        self.value.get()
    }
}
