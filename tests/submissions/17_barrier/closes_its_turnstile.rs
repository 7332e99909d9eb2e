//! verdict: data race
//!
//! Downey's second non-solution: the last thread that leaves closes the turnstile. But a thread
//! that has gone through may come again and go through again, one meeting ahead of the others.

use labs::lab_17::Barrier;
use racelab::sync::{Mutex, Semaphore};

pub struct Exercise {
    threads: usize,
    inside: Mutex<usize>,
    turnstile: Semaphore,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads,
            inside: Mutex::new(0).named("inside"),
            turnstile: Semaphore::new(0).named("turnstile"),
        }
    }

    fn wait(&self) -> bool {
        let mut inside = self.inside.lock();
        *inside += 1;
        let leads = *inside == self.threads;
        if leads {
            self.turnstile.release(1);
        }
        drop(inside);
        self.turnstile.acquire().forget();
        self.turnstile.release(1);
        let mut inside = self.inside.lock();
        *inside -= 1;
        if *inside == 0 {
            self.turnstile.acquire().forget();
        }
        leads
    }
}
