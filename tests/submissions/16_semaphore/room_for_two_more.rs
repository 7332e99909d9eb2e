//! verdict: wrong outcome
//!
//! Never more than two permits above those at first: a release beyond that is lost.

use labs::lab_16::Semaphore;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    most: u64,
    permits: Mutex<u64>,
    released: Condvar,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        Self {
            most: permits.max(1) + 2,
            permits: Mutex::new(permits),
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
        let mut permits = self.permits.lock();
        *permits = (*permits + 1).min(self.most);
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
