//! Lab 16, the solution: each permit that is released is notified.

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
        // One permit lets one thread go on, and every thread waits for the
        // same: one is enough. But it takes one for each permit. That a permit
        // is left says only that the thread that was notified for it has not
        // come yet, and not that no other one waits.
        self.released.notify_one();
    }

    fn try_acquire(&self) -> bool {
        // Looking and taking are one critical section: no thread comes in
        // between.
        let mut permits = self.permits.lock();
        let is_there = *permits > 0;
        if is_there {
            *permits -= 1;
        }
        is_there
    }
}
