//! verdict: wrong outcome
//!
//! Adds first and subtracts again if that was too much: meanwhile it has wrapped.

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};

pub struct Exercise {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self { next, longest }
    }

    fn take(&self) -> Option<u32> {
        let number = self.next.fetch_add(1, SeqCst);
        if number == u32::MAX {
            self.next.fetch_sub(1, SeqCst);
            return None;
        }
        Some(number)
    }

    fn report(&self, length: u64) {
        self.longest.fetch_max(length, SeqCst);
    }
}
