//! verdict: proved
//!
//! Counts all arrivals and never sets the count back: a thread waits until the count has come to
//! the next multiple of the number of threads.

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
        let full = arrived.next_multiple_of(self.threads);
        if *arrived == full {
            self.complete.notify_all();
            return true;
        }
        self.complete
            .wait_while(&mut arrived, |arrived| *arrived < full);
        false
    }
}
