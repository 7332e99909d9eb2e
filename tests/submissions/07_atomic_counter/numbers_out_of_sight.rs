//! verdict: wrong outcome
//! graded: forbidden construct
//!
//! Right only because no thread can come between operations that the checker does not see: the
//! numbers come from an atomic of std, with a load and a store.

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};
use std::sync::atomic::AtomicU32 as Unseen;

pub struct Exercise {
    longest: Arc<AtomicU64>,
    hidden: Unseen,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self {
            longest,
            hidden: Unseen::new(next.load(SeqCst)),
        }
    }

    fn take(&self) -> Option<u32> {
        let number = self.hidden.load(SeqCst);
        if number == u32::MAX {
            return None;
        }
        self.hidden.store(number + 1, SeqCst);
        Some(number)
    }

    fn report(&self, length: u64) {
        self.longest.fetch_max(length, SeqCst);
    }
}
