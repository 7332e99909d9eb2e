//! verdict: wrong outcome
//!
//! Reads under the lock, and takes after it: two threads get the last number.

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
        let guard = self.lock.lock();
        if self.next.load(SeqCst) == u32::MAX {
            return None;
        }
        drop(guard);
        Some(self.next.fetch_add(1, SeqCst))
    }

    fn report(&self, length: u64) {
        self.longest.fetch_max(length, SeqCst);
    }
}
