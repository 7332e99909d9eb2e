//! verdict: panic
//!
//! A wait in an `if`: it may end spuriously, or another thread takes the permit first. Then there
//! is no permit to subtract.

use labs::lab_16::Semaphore;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    permits: Mutex<u64>,
    released: Condvar,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        Self {
            permits: Mutex::new(permits).named("permits"),
            released: Condvar::new().named("released"),
        }
    }

    fn acquire(&self) {
        let mut permits = self.permits.lock();
        if *permits == 0 {
            self.released.wait(&mut permits);
        }
        *permits -= 1;
    }

    fn release(&self) {
        *self.permits.lock() += 1;
        self.released.notify_one();
    }

    fn try_acquire(&self) -> bool {
        let mut permits = self.permits.lock();
        let is_there = *permits > 0;
        if is_there {
            *permits -= 1;
        }
        is_there
    }
}
