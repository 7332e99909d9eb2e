//! verdict: panic
//!
//! A byte counts the permits. There are more than it can count.

use labs::lab_16::Semaphore;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    permits: Mutex<u8>,
    released: Condvar,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        Self {
            permits: Mutex::new(u8::try_from(permits).unwrap_or(u8::MAX)),
            released: Condvar::new(),
        }
    }

    fn acquire(&self) {
        let mut permits = self.permits.lock();
        while *permits == 0 {
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
