//! verdict: wrong outcome
//!
//! A thread that has the only permit acquires it once more, as with a lock that the same thread
//! may take again.

use labs::lab_16::Semaphore;
use racelab::sync::{Condvar, Mutex, thread};

pub struct Exercise {
    permits: Mutex<(u64, u64, Option<thread::ThreadId>)>,
    released: Condvar,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        Self {
            permits: Mutex::new((permits, permits, None)),
            released: Condvar::new(),
        }
    }

    fn acquire(&self) {
        let me = thread::current().id();
        let mut permits = self.permits.lock();
        if permits.1 == 1 && permits.2 == Some(me) {
            permits.2 = None;
            return;
        }
        while permits.0 == 0 {
            self.released.wait(&mut permits);
        }
        permits.0 -= 1;
        permits.2 = Some(me);
    }

    fn release(&self) {
        let mut p = self.permits.lock();
        p.0 += 1;
        p.2 = None;
        self.released.notify_one();
    }

    fn try_acquire(&self) -> bool {
        let mut permits = self.permits.lock();
        if permits.0 == 0 {
            return false;
        }
        permits.0 -= 1;
        true
    }
}
