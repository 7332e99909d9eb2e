//! Lab 16, the exercise: a semaphore that wakes a thread for each permit.
//!
//! As a lock it is right. Where one thread releases and others wait, it is not; and
//! `try_acquire`, which must not wait, may wait for ever. Mend both, in any way you like.
//! Take locks and the like from `racelab::sync`, where the checker can see them.
//!
//! To have it proved:  cargo run --bin 16_semaphore -- check

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
        // A thread waits only while there is no permit.
        if *permits == 1 {
            self.released.notify_one();
        }
    }

    // ANCHOR: try_acquire
    fn try_acquire(&self) -> bool {
        let is_there = *self.permits.lock() > 0;
        if is_there {
            self.acquire();
        }
        is_there
    }
    // ANCHOR_END: try_acquire
}
