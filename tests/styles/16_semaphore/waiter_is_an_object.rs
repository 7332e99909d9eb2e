//! Each waiter has a flag and a condition variable of its own, in a queue.

use labs::lab_16::Semaphore;
use racelab::sync::Arc;
use racelab::sync::{Condvar, Mutex};
use std::collections::VecDeque;

pub struct Waiter {
    got: Mutex<bool>,
    wakes: Condvar,
}

pub struct Exercise {
    state: Mutex<(u64, VecDeque<Arc<Waiter>>)>,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        Self {
            state: Mutex::new((permits, VecDeque::new())),
        }
    }

    fn acquire(&self) {
        let mut state = self.state.lock();
        if state.0 > 0 {
            state.0 -= 1;
            return;
        }
        let me = Arc::new(Waiter {
            got: Mutex::new(false),
            wakes: Condvar::new(),
        });
        state.1.push_back(Arc::clone(&me));
        drop(state);
        let mut got = me.got.lock();
        while !*got {
            me.wakes.wait(&mut got);
        }
    }

    fn release(&self) {
        let mut state = self.state.lock();
        match state.1.pop_front() {
            Some(next) => {
                *next.got.lock() = true;
                next.wakes.notify_one();
            }
            None => state.0 += 1,
        }
    }

    fn try_acquire(&self) -> bool {
        let mut state = self.state.lock();
        let is_there = state.0 > 0;
        state.0 -= u64::from(is_there);
        is_there
    }
}
