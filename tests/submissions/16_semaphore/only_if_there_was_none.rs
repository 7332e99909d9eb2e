//! verdict: deadlock
//!
//! Notifies only if there was no permit before, since a thread waits only then. But the second of
//! two releases may find the permit of the first one, which the woken thread has not taken yet. As
//! a lock it is right.

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
        let mut permits = self.permits.lock();
        *permits += 1;
        if *permits == 1 {
            self.released.notify_one();
        }
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
