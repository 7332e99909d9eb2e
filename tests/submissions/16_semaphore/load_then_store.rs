//! verdict: livelock
//!
//! The count is atomic, and a thread takes a permit in two steps. A release that comes in between
//! is overwritten, and its permit is lost.

use labs::lab_16::Semaphore;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};
use racelab::sync::hint::spin_loop;

pub struct Exercise {
    permits: AtomicU64,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        Self {
            permits: AtomicU64::new(permits).named("permits"),
        }
    }

    fn acquire(&self) {
        while !self.try_acquire() {
            spin_loop();
        }
    }

    fn release(&self) {
        self.permits.fetch_add(1, SeqCst);
    }

    fn try_acquire(&self) -> bool {
        let permits = self.permits.load(SeqCst);
        if permits == 0 {
            return false;
        }
        self.permits.store(permits - 1, SeqCst);
        true
    }
}
