//! verdict: wrong outcome
//!
//! The largest number means that the value is not made yet. A value may be that number.

use labs::lab_19::Lazy;
use racelab::sync::Mutex;
use racelab::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Release},
};

pub struct Exercise {
    value: AtomicU64,
    door: Mutex<()>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            value: AtomicU64::new(u64::MAX),
            door: Mutex::new(()),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        let value = self.value.load(Acquire);
        if value != u64::MAX {
            return value;
        }
        let _door = self.door.lock();
        let value = self.value.load(Acquire);
        if value != u64::MAX {
            return value;
        }
        let value = make();
        self.value.store(value, Release);
        value
    }
}
