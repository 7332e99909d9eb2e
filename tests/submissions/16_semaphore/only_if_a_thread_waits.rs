//! verdict: proved
//!
//! Notifies only if a thread waits, with a count of the waiters. A woken thread that does not have
//! the lock yet still counts, so there may be a notification too many, but never one too few.

use labs::lab_16::Semaphore;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    inside: Mutex<Inside>,
    released: Condvar,
}

struct Inside {
    permits: u64,
    waiting: u64,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        let inside = Inside {
            permits,
            waiting: 0,
        };
        Self {
            inside: Mutex::new(inside).named("door"),
            released: Condvar::new().named("released"),
        }
    }

    fn acquire(&self) {
        let mut inside = self.inside.lock();
        inside.waiting += 1;
        while inside.permits == 0 {
            self.released.wait(&mut inside);
        }
        inside.waiting -= 1;
        inside.permits -= 1;
    }

    fn release(&self) {
        let mut inside = self.inside.lock();
        inside.permits += 1;
        if inside.waiting > 0 {
            self.released.notify_one();
        }
    }

    fn try_acquire(&self) -> bool {
        let mut inside = self.inside.lock();
        let is_there = inside.permits > 0;
        inside.permits -= u64::from(is_there);
        is_there
    }
}
