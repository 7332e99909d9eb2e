//! verdict: data race
//!
//! The third arrival completes every meeting, however many threads the barrier is for.

use labs::lab_17::Barrier;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    threads: usize,
    state: Mutex<(usize, u64)>,
    complete: Condvar,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads: threads.min(3),
            state: Mutex::new((0, 0)),
            complete: Condvar::new(),
        }
    }

    fn wait(&self) -> bool {
        let mut state = self.state.lock();
        state.0 += 1;
        if state.0 == self.threads {
            state.0 = 0;
            state.1 += 1;
            self.complete.notify_all();
            return true;
        }
        let meeting = state.1;
        while state.1 == meeting {
            self.complete.wait(&mut state);
        }
        false
    }
}
