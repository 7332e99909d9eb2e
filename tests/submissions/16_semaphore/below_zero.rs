//! verdict: deadlock
//!
//! Below zero the count says how many threads wait, as Dijkstra's does. But a woken thread looks
//! whether the count is still below zero, and it is if a second thread waits.

use labs::lab_16::Semaphore;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    count: Mutex<i64>,
    released: Condvar,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        let count = i64::try_from(permits).expect("so many permits");
        Self {
            count: Mutex::new(count).named("count"),
            released: Condvar::new().named("released"),
        }
    }

    fn acquire(&self) {
        let mut count = self.count.lock();
        *count -= 1;
        while *count < 0 {
            self.released.wait(&mut count);
        }
    }

    fn release(&self) {
        let mut count = self.count.lock();
        *count += 1;
        if *count <= 0 {
            self.released.notify_one();
        }
    }

    fn try_acquire(&self) -> bool {
        let mut count = self.count.lock();
        let is_there = *count > 0;
        if is_there {
            *count -= 1;
        }
        is_there
    }
}
