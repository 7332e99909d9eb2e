//! verdict: proved
//!
//! Downey's solution: the last thread that comes opens the first turnstile and closes the second,
//! and the last one that has gone through does the opposite.

use labs::lab_17::Barrier;
use racelab::sync::{Mutex, Semaphore};

pub struct Exercise {
    threads: usize,
    inside: Mutex<usize>,
    first: Semaphore,
    second: Semaphore,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads,
            inside: Mutex::new(0).named("inside"),
            first: Semaphore::new(0).named("first"),
            second: Semaphore::new(1).named("second"),
        }
    }

    fn wait(&self) -> bool {
        let mut inside = self.inside.lock();
        *inside += 1;
        let leads = *inside == self.threads;
        if leads {
            self.second.acquire().forget();
            self.first.release(1);
        }
        drop(inside);
        self.first.acquire().forget();
        self.first.release(1);

        let mut inside = self.inside.lock();
        *inside -= 1;
        if *inside == 0 {
            self.first.acquire().forget();
            self.second.release(1);
        }
        drop(inside);
        self.second.acquire().forget();
        self.second.release(1);
        leads
    }
}
