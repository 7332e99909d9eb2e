//! verdict: no concurrency
//!
//! A lock held from acquire to release, so that no two permits are used at the same time. The count
//! is right, but one thread is in where there is room for two.

use labs::lab_16::Semaphore;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    inside: Mutex<Inside>,
    changed: Condvar,
}

struct Inside {
    permits: u64,
    initial: u64,
}

impl Inside {
    fn may_enter(&self) -> bool {
        // One permit at a time of those that there are at first.
        self.permits > 0 && self.permits >= self.initial
    }
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        let inside = Inside {
            permits,
            initial: permits,
        };
        Self {
            inside: Mutex::new(inside),
            changed: Condvar::new().named("changed"),
        }
    }

    fn acquire(&self) {
        let mut inside = self.inside.lock();
        while !inside.may_enter() {
            self.changed.wait(&mut inside);
        }
        inside.permits -= 1;
    }

    fn release(&self) {
        self.inside.lock().permits += 1;
        self.changed.notify_one();
    }

    fn try_acquire(&self) -> bool {
        let mut inside = self.inside.lock();
        let is_there = inside.permits > 0;
        if is_there {
            inside.permits -= 1;
        }
        is_there
    }
}
