//! verdict: data race
//!
//! Waits until all threads have come, but never resets the count: from the second meeting on no
//! thread waits.

use labs::lab_17::Barrier;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    threads: usize,
    arrived: Mutex<usize>,
    complete: Condvar,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads,
            arrived: Mutex::new(0).named("arrived"),
            complete: Condvar::new().named("complete"),
        }
    }

    fn wait(&self) -> bool {
        let mut arrived = self.arrived.lock();
        *arrived += 1;
        let leads = arrived.is_multiple_of(self.threads);
        if leads {
            self.complete.notify_all();
        }
        while *arrived < self.threads {
            self.complete.wait(&mut arrived);
        }
        leads
    }
}
