//! verdict: deadlock
//!
//! A thread that waits leaves its handle in one place, where a release finds it and unparks it. The
//! second waiter replaces the first.

use labs::lab_16::Semaphore;
use racelab::sync::{Mutex, thread};

struct Inside {
    permits: u64,
    waiter: Option<thread::Thread>,
}

pub struct Exercise {
    inside: Mutex<Inside>,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        let inside = Inside {
            permits,
            waiter: None,
        };
        Self {
            inside: Mutex::new(inside).named("inside"),
        }
    }

    fn acquire(&self) {
        while !self.try_acquire() {
            self.inside.lock().waiter = Some(thread::current());
            thread::park();
        }
    }

    fn release(&self) {
        let mut inside = self.inside.lock();
        inside.permits += 1;
        if let Some(waiter) = inside.waiter.take() {
            waiter.unpark();
        }
    }

    fn try_acquire(&self) -> bool {
        let mut inside = self.inside.lock();
        let is_there = inside.permits > 0;
        inside.permits -= u64::from(is_there);
        is_there
    }
}
