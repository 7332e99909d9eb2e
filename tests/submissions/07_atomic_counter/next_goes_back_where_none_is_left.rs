//! verdict: wrong outcome
//!
//! Takes first and checks afterwards, under a lock: `next` is 0 until it is put back.

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
        let number = self.next.fetch_add(1, SeqCst);
        if number == u32::MAX {
            self.next.store(u32::MAX, SeqCst);
            return None;
        }
        Some(number)
    }

    fn report(&self, length: u64) {
        self.longest.fetch_max(length, SeqCst);
    }
}
