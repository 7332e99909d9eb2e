//! verdict: data race
//!
//! A thread that finds no permit takes one on credit: it never waits, and the count comes out
//! right.

use labs::lab_16::Semaphore;
use racelab::sync::atomic::{AtomicI64, Ordering::SeqCst};

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
        self.permits.fetch_sub(1, SeqCst);
    }

    fn release(&self) {
        self.permits.fetch_add(1, SeqCst);
    }

    fn try_acquire(&self) -> bool {
        let taken = self
            .permits
            .fetch_update(SeqCst, SeqCst, |permits| (permits > 0).then(|| permits - 1));
        taken.is_ok()
    }
}
