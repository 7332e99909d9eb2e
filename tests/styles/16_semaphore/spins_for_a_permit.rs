//! A count that threads spin for, with Acquire and Release.

use labs::lab_16::Semaphore;
use racelab::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::hint::spin_loop;

pub struct Exercise(AtomicU64);

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        Self(AtomicU64::new(permits))
    }

    fn acquire(&self) {
        while !self.try_acquire() {
            spin_loop();
        }
    }

    fn release(&self) {
        self.0.fetch_add(1, Release);
    }

    fn try_acquire(&self) -> bool {
        let one_less = |permits: u64| permits.checked_sub(1);
        self.0.fetch_update(Acquire, Relaxed, one_less).is_ok()
    }
}
