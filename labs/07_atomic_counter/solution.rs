//! Lab 07, the solution: decide and write in one step.

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
        loop {
            // None at u32::MAX: nothing is written, so nothing can wrap.
            let after = next.checked_add(1)?;
            // Writes only if `next` is still what was decided upon, in the same step.
            // Relaxed is enough: numbers differ because each exchange replaces a value
            // that no other exchange has replaced; they publish nothing else.
            match self
                .next
                .compare_exchange_weak(next, after, Relaxed, Relaxed)
            {
                //          ^^^^^^^^^^^^^^^^^^^^^
                Ok(_) => return Some(next),
                // Somebody came between, or it failed without a reason: decide anew.
                Err(now) => next = now,
            }
        }
    }

    fn report(&self, length: u64) {
        // The comparison and the write are one step. Relaxed is enough: each update
        // reads the one before it in coherence order, so the value never falls.
        self.longest.fetch_max(length, Relaxed);
        //           ^^^^^^^^^
    }
}
