//! verdict: lost update
//!
//! Swaps its report in, and if the old value was larger, swaps that in again: in between
//! another thread may look, or swap.

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
        let taken = self.next.fetch_update(SeqCst, SeqCst, |next| next.checked_add(1));
        taken.ok()
    }

    fn report(&self, length: u64) {
        let mut mine = length;
        loop {
            let out = self.longest.swap(mine, SeqCst);
            if out <= mine {
                return;
            }
            mine = out;
        }
    }
}
