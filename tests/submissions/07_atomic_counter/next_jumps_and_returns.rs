//! verdict: wrong outcome
//!
//! `next` is `u32::MAX` for a moment in each take, under a lock, although it must grow by one.

use labs::lab_07::Desk;
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};
use racelab::sync::{Arc, Mutex};

pub struct Exercise {
    next: Arc<AtomicU32>,
    longest: Arc<AtomicU64>,
    door: Mutex<()>,
}

impl Desk for Exercise {
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self {
        Self {
            next,
            longest,
            door: Mutex::new(()),
        }
    }

    fn take(&self) -> Option<u32> {
        let _door = self.door.lock();
        let number = self.next.swap(u32::MAX, SeqCst);
        if number == u32::MAX {
            return None;
        }
        self.next.store(number + 1, SeqCst);
        Some(number)
    }

    fn report(&self, length: u64) {
        self.longest.fetch_max(length, SeqCst);
    }
}
