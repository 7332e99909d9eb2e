//! Threads park in a queue, and a release unparks the first one, which looks again.

use std::collections::VecDeque;

use labs::lab_16::Semaphore;
use racelab::sync::Mutex;
use racelab::sync::thread::{self, Thread};

struct Inside {
    permits: u64,
    waiting: VecDeque<Thread>,
}

pub struct Exercise(Mutex<Inside>);

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        Self(Mutex::new(Inside {
            permits,
            waiting: VecDeque::new(),
        }))
    }

    fn acquire(&self) {
        loop {
            let mut inside = self.0.lock();
            if let Some(left) = inside.permits.checked_sub(1) {
                inside.permits = left;
                return;
            }
            inside.waiting.push_back(thread::current());
            drop(inside);
            thread::park();
        }
    }

    fn release(&self) {
        let mut inside = self.0.lock();
        inside.permits += 1;
        // All of them: one that a permit has woken twice must not take the place of another.
        inside.waiting.drain(..).for_each(|thread| thread.unpark());
    }

    fn try_acquire(&self) -> bool {
        let mut inside = self.0.lock();
        let is_there = inside.permits > 0;
        inside.permits -= u64::from(is_there);
        is_there
    }
}
