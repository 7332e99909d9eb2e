//! verdict: proved
//!
//! From the appendix of Downey's book: below zero the count says how many threads wait, and a
//! second number says how many of them may go on.

use labs::lab_16::Semaphore;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    inside: Mutex<Inside>,
    released: Condvar,
}

struct Inside {
    count: i64,
    wakeups: u64,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        let inside = Inside {
            count: i64::try_from(permits).expect("so many permits"),
            wakeups: 0,
        };
        Self {
            inside: Mutex::new(inside).named("door"),
            released: Condvar::new().named("released"),
        }
    }

    fn acquire(&self) {
        let mut inside = self.inside.lock();
        inside.count -= 1;
        if inside.count < 0 {
            while inside.wakeups == 0 {
                self.released.wait(&mut inside);
            }
            inside.wakeups -= 1;
        }
    }

    fn release(&self) {
        let mut inside = self.inside.lock();
        inside.count += 1;
        if inside.count <= 0 {
            inside.wakeups += 1;
            self.released.notify_one();
        }
    }

    fn try_acquire(&self) -> bool {
        let mut inside = self.inside.lock();
        let is_there = inside.count > 0;
        if is_there {
            inside.count -= 1;
        }
        is_there
    }
}
