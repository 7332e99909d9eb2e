//! verdict: data race
//!
//! A turnstile, which the last thread opens and each thread leaves open for the next. No thread
//! closes it again, so at the next meeting all walk through.

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
            *inside = 0;
            self.turnstile.release(1);
        }
        drop(inside);
        self.turnstile.acquire().forget();
        self.turnstile.release(1);
        leads
    }
}
