//! verdict: lost update
//!
//! Sleeps if it has come second, and assumes that the other thread has finished then.

use labs::lab_07::Desk;
use racelab::sync::Arc;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};
use racelab::sync::thread;
use std::time::Duration;

pub struct Exercise {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self { next, longest }
    }

    fn take(&self) -> Option<u32> {
        let number = self.next.load(SeqCst);
        if number == u32::MAX {
            return None;
        }
        thread::sleep(Duration::from_millis(1));
        self.next.store(number + 1, SeqCst);
        Some(number)
    }

    fn report(&self, length: u64) {
        self.longest.fetch_max(length, SeqCst);
    }
}
