//! verdict: data race
//!
//! A wait in an `if`: it may end spuriously, before all have come.

use labs::lab_17::Barrier;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    threads: usize,
    inside: Mutex<Inside>,
    complete: Condvar,
}

#[derive(Default)]
struct Inside {
    arrived: usize,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads,
            inside: Mutex::new(Inside::default()).named("door"),
            complete: Condvar::new().named("complete"),
        }
    }

    fn wait(&self) -> bool {
        let mut inside = self.inside.lock();
        inside.arrived += 1;
        if inside.arrived == self.threads {
            inside.arrived = 0;
            self.complete.notify_all();
            return true;
        }
        self.complete.wait(&mut inside);
        false
    }
}
