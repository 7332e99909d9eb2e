//! verdict: wrong outcome
//!
//! The leader is the thread that finds the count full; but after the wait, each of them finds it
//! full.

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
        if inside.arrived.is_multiple_of(self.threads) {
            inside.meeting += 1;
            self.complete.notify_all();
        }
        while inside.meeting == mine {
            self.complete.wait(&mut inside);
        }
        inside.arrived.is_multiple_of(self.threads)
    }
}
