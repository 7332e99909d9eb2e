//! The first permit wakes a waiter; a woken waiter that leaves a permit wakes the next one.

use labs::lab_16::Semaphore;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    permits: Mutex<(u64, u64)>,
    released: Condvar,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        Self {
            permits: Mutex::new((permits, 0)),
            released: Condvar::new(),
        }
    }

    fn acquire(&self) {
        let mut permits = self.permits.lock();
        permits.1 += 1;
        while permits.0 == 0 {
            self.released.wait(&mut permits);
        }
        permits.1 -= 1;
        permits.0 -= 1;
        if permits.0 > 0 && permits.1 > 0 {
            self.released.notify_one();
        }
    }

    fn release(&self) {
        let mut p = self.permits.lock();
        p.0 += 1;
        if p.0 <= p.1 && p.0 == 1 {
            self.released.notify_one();
        }
    }

    fn try_acquire(&self) -> bool {
        let mut permits = self.permits.lock();
        if permits.0 == 0 {
            return false;
        }
        permits.0 -= 1;
        true
    }
}
