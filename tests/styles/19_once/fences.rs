//! The flag is Relaxed, and two fences order the value: one in front of the store, one behind
//! the load.

use labs::lab_19::Lazy;
use racelab::sync::Mutex;
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
    fence,
};
use racelab::sync::cell::PlainCell;

#[derive(Default)]
pub struct Exercise {
    is_made: AtomicBool,
    door: Mutex<()>,
    value: PlainCell<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self::default()
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if self.is_made.load(Relaxed) {
            fence(Acquire);
            return self.value.get();
        }
        let _door = self.door.lock();
        if !self.is_made.load(Relaxed) {
            self.value.set(make());
            fence(Release);
            self.is_made.store(true, Relaxed);
        }
        self.value.get()
    }
}
