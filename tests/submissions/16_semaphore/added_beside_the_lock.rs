//! verdict: deadlock
//!
//! The count is atomic, and a release adds to it without the lock of the wait. A notification
//! between a thread's look and its wait is lost.

use labs::lab_16::Semaphore;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    permits: AtomicU64,
    door: Mutex<()>,
    released: Condvar,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        Self {
            permits: AtomicU64::new(permits).named("permits"),
            door: Mutex::new(()).named("door"),
            released: Condvar::new().named("released"),
        }
    }

    fn acquire(&self) {
        let mut door = self.door.lock();
        while self.permits.load(SeqCst) == 0 {
            self.released.wait(&mut door);
        }
        self.permits.fetch_sub(1, SeqCst);
    }

    fn release(&self) {
        self.permits.fetch_add(1, SeqCst);
        self.released.notify_one();
    }

    fn try_acquire(&self) -> bool {
        let _door = self.door.lock();
        let is_there = self.permits.load(SeqCst) > 0;
        if is_there {
            self.permits.fetch_sub(1, SeqCst);
        }
        is_there
    }
}
