//! verdict: proved
//! graded: forbidden construct
//!
//! The library's semaphore, which the exercise is to build.

use labs::lab_16;
use racelab::sync::Semaphore;

pub struct Exercise {
    permits: Semaphore,
}

impl lab_16::Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        let permits = usize::try_from(permits).expect("so many permits");
        Self {
            permits: Semaphore::new(permits),
        }
    }

    fn acquire(&self) {
        self.permits.acquire().forget();
    }

    fn release(&self) {
        self.permits.release(1);
    }

    fn try_acquire(&self) -> bool {
        self.permits
            .try_acquire()
            .map(|permit| permit.forget())
            .is_some()
    }
}
