//! verdict: wrong outcome
//! holds: 6
//!
//! An answer to part one: it does not know part two.

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering};

pub struct Exercise {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self { next, longest }
    }

    fn take(&self) -> Option<u32> {
        let (set, fetch) = (Ordering::Relaxed, Ordering::Relaxed);
        self.next.fetch_update(set, fetch, |next| next.checked_add(1)).ok()
    }

    fn report(&self, length: u64) {
        self.longest.fetch_max(length, Ordering::Relaxed);
    }
}
