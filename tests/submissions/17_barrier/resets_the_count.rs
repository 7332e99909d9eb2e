//! verdict: deadlock
//!
//! The last thread resets the count to 0, and the others wait until it is 0. A fast thread comes
//! again and adds itself before a slow one has looked.

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
        let leads = *arrived == self.threads;
        if leads {
            *arrived = 0;
            self.complete.notify_all();
        }
        while *arrived != 0 {
            self.complete.wait(&mut arrived);
        }
        leads
    }
}
