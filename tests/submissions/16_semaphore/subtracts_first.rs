//! verdict: too big
//!
//! try_acquire takes a permit first and gives it back if there was none. Meanwhile the count is too
//! low, and another thread finds nothing though a permit is there.

use labs::lab_16::Semaphore;
use racelab::sync::atomic::{AtomicI64, Ordering::SeqCst};
use racelab::sync::thread;

pub struct Exercise {
    permits: AtomicI64,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        let permits = i64::try_from(permits).unwrap_or(i64::MAX);
        Self {
            permits: AtomicI64::new(permits).named("permits"),
        }
    }

    fn acquire(&self) {
        while !self.try_acquire() {
            thread::yield_now();
        }
    }

    fn release(&self) {
        self.permits.fetch_add(1, SeqCst);
    }

    fn try_acquire(&self) -> bool {
        if self.permits.fetch_sub(1, SeqCst) > 0 {
            return true;
        }
        self.permits.fetch_add(1, SeqCst);
        false
    }
}
