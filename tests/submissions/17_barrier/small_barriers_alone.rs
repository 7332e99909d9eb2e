//! verdict: wrong outcome
//!
//! It is right for two threads and for three. With one thread, for which nothing has to wait, no
//! thread leads.

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
        if self.threads == 1 {
            return false;
        }
        let mut count = self.count.lock();
        let mine = count.1;
        count.0 += 1;
        if count.0 == self.threads {
            *count = (0, mine + 1);
            self.complete.notify_all();
            return true;
        }
        while count.1 == mine {
            self.complete.wait(&mut count);
        }
        false
    }
}
