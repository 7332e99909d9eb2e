//! verdict: deadlock
//!
//! Each meeting has a number. But the thread counts itself under one acquisition of the lock, and
//! reads the number under the next: it may read that of the meeting after its own.

use labs::lab_17::Barrier;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    threads: usize,
    count: Mutex<(usize, u64)>,
    complete: Condvar,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads,
            count: Mutex::new((0, 0)).named("count"),
            complete: Condvar::new().named("complete"),
        }
    }

    fn wait(&self) -> bool {
        {
            let mut count = self.count.lock();
            count.0 += 1;
            if count.0 == self.threads {
                count.0 = 0;
                count.1 += 1;
                self.complete.notify_all();
                return true;
            }
        }
        let mut count = self.count.lock();
        let mine = count.1;
        while count.1 == mine {
            self.complete.wait(&mut count);
        }
        false
    }
}
