//! verdict: deadlock
//!
//! The last thread wakes one waiter. For two threads that is enough.

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
    meeting: u64,
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
        let mine = inside.meeting;
        inside.arrived += 1;
        if inside.arrived == self.threads {
            inside.arrived = 0;
            inside.meeting += 1;
            self.complete.notify_one();
            return true;
        }
        while inside.meeting == mine {
            self.complete.wait(&mut inside);
        }
        false
    }
}
