//! verdict: wrong outcome
//!
//! Assumes that the longest queue is less than 256.

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

pub struct Exercise {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self { next, longest }
    }

    fn take(&self) -> Option<u32> {
        let taken = self
            .next
            .fetch_update(Relaxed, Relaxed, |next| next.checked_add(1));
        taken.ok()
    }

    fn report(&self, length: u64) {
        self.longest.fetch_max(length % 256, Relaxed);
    }
}
