//! verdict: deadlock
//!
//! The threads that come while the value is made wait on a condition variable, and the maker wakes
//! one of them, though all could go on.

use labs::lab_19::Lazy;
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    is_made: AtomicBool,
    is_taken: Mutex<bool>,
    made: Condvar,
    value: PlainCell<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            is_made: AtomicBool::new(false),
            is_taken: Mutex::new(false),
            made: Condvar::new(),
            value: PlainCell::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if !self.is_made.load(Acquire) {
            let mut is_taken = self.is_taken.lock();
            if *is_taken {
                while !self.is_made.load(Acquire) {
                    self.made.wait(&mut is_taken);
                }
            } else {
                *is_taken = true;
                drop(is_taken);
                self.value.set(make());
                let _taken = self.is_taken.lock();
                self.is_made.store(true, Release);
                self.made.notify_one();
            }
        }
        self.value.get()
    }
}
