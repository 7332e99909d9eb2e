//! verdict: ordering
//!
//! Spins for a permit, and each access is Relaxed: the count is right, but a thread that acquires
//! does not see what another one wrote before its release.

use labs::lab_16::Semaphore;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::hint::spin_loop;

pub struct Exercise {
    permits: AtomicU64,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        Self {
            permits: AtomicU64::new(permits).named("permits"),
        }
    }

    fn acquire(&self) {
        while !self.try_acquire() {
            spin_loop();
        }
    }

    fn release(&self) {
        self.permits.fetch_add(1, Relaxed);
    }

    fn try_acquire(&self) -> bool {
        let mut permits = self.permits.load(Relaxed);
        while permits > 0 {
            match (self.permits).compare_exchange(permits, permits - 1, Relaxed, Relaxed) {
                Ok(_) => return true,
                Err(now) => permits = now,
            }
        }
        false
    }
}
