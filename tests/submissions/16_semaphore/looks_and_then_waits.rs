//! verdict: deadlock
//!
//! `try_acquire` looks whether there is a permit and then acquires one: between the two another
//! thread takes it, and the thread that only wanted to try waits.

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
        let is_there = *self.permits.lock() > 0;
        if is_there {
            self.acquire();
        }
        is_there
    }
}
