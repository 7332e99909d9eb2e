//! verdict: wrong outcome
//!
//! A thread that is overtaken five times is told that there are no numbers left.

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
        let mut next = self.next.load(Relaxed);
        for _ in 0..5 {
            let after = next.checked_add(1)?;
            match self.next.compare_exchange(next, after, Relaxed, Relaxed) {
                Ok(number) => return Some(number),
                Err(now) => next = now,
            }
        }
        None
    }

    fn report(&self, length: u64) {
        self.longest.fetch_max(length, Relaxed);
    }
}
