//! verdict: lost update
//!
//! A lock for the report, which is one step anyway; and no lock for the numbers.

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};
use racelab::sync::Mutex;

pub struct Exercise {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
    lock: Mutex<()>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self { next, longest, lock: Mutex::new(()).named("lock") }
    }

    fn take(&self) -> Option<u32> {
        let number = self.next.load(SeqCst);
        if number == u32::MAX {
            return None;
        }
        self.next.store(number + 1, SeqCst);
        Some(number)
    }

    fn report(&self, length: u64) {
        let _guard = self.lock.lock();
        self.longest.fetch_max(length, SeqCst);
    }
}
