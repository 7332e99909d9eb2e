//! verdict: proved
//!
//! Like the solution, but it releases the lock before the notification, and calls `wait_while`
//! instead of a loop.

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
        self.released
            .wait_while(&mut permits, |permits| *permits == 0);
        *permits -= 1;
    }

    fn release(&self) {
        {
            let mut permits = self.permits.lock();
            *permits += 1;
        }
        self.released.notify_one();
    }

    fn try_acquire(&self) -> bool {
        let mut permits = self.permits.lock();
        match permits.checked_sub(1) {
            Some(left) => {
                *permits = left;
                true
            }
            None => false,
        }
    }
}
