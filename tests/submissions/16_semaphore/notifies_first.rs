//! verdict: deadlock
//!
//! Notifies, and then adds the permit: a thread that looks in between waits for a notification that
//! has come already.

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
        self.released.notify_one();
        *self.permits.lock() += 1;
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
