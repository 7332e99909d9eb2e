//! verdict: wrong outcome
//!
//! The value and its flag in one word: the value loses its highest bit.

use labs::lab_19::Lazy;
use racelab::sync::Mutex;
use racelab::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Release},
};

pub struct Exercise {
    word: AtomicU64,
    door: Mutex<()>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            word: AtomicU64::new(0),
            door: Mutex::new(()),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        let word = self.word.load(Acquire);
        if word & 1 == 1 {
            return word >> 1;
        }
        let _door = self.door.lock();
        let word = self.word.load(Acquire);
        if word & 1 == 1 {
            return word >> 1;
        }
        let value = make();
        self.word.store(value << 1 | 1, Release);
        value
    }
}
