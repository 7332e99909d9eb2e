//! verdict: deadlock
//!
//! The count of waiters is a static, and a new semaphore sets it to 0.

use labs::lab_16::Semaphore;
use racelab::sync::atomic::{AtomicU64, Ordering::*};
use racelab::sync::{Condvar, Mutex};

static WAITERS: AtomicU64 = AtomicU64::const_new(0);

pub struct Exercise {
    permits: Mutex<u64>,
    released: Condvar,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        WAITERS.store(0, SeqCst);
        Self {
            permits: Mutex::new(permits),
            released: Condvar::new(),
        }
    }

    fn acquire(&self) {
        let mut permits = self.permits.lock();
        while *permits == 0 {
            WAITERS.fetch_add(1, SeqCst);
            self.released.wait(&mut permits);
            WAITERS.fetch_sub(1, SeqCst);
        }
        *permits -= 1;
    }

    fn release(&self) {
        let mut permits = self.permits.lock();
        *permits += 1;
        if WAITERS.load(SeqCst) > 0 {
            self.released.notify_one();
        }
    }

    fn try_acquire(&self) -> bool {
        let mut permits = self.permits.lock();
        if *permits == 0 {
            return false;
        }
        *permits -= 1;
        true
    }
}
