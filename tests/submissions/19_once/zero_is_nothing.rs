//! verdict: data race
//!
//! One atomic, in which 0 means that no value is made yet: a value of 0 is made again.

use labs::lab_19::Lazy;
use racelab::sync::Mutex;
use racelab::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

pub struct Exercise {
    door: Mutex<()>,
    value: AtomicU64,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            door: Mutex::new(()),
            value: AtomicU64::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        match self.value.load(Acquire) {
            0 => {
                let _door = self.door.lock();
                match self.value.load(Relaxed) {
                    0 => {
                        let made = make();
                        self.value.store(made, Release);
                        made
                    }
                    made => made,
                }
            }
            made => made,
        }
    }
}
