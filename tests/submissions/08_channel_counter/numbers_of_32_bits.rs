//! verdict: wrong outcome
//!
//! A total of 32 bits: it is right until a number is larger.

use labs::lab_08::{Service, Total};
use racelab::sync::{Arc, Mutex};

#[derive(Clone)]
pub struct Exercise {
    total: Arc<Mutex<Total>>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        Self {
            total: Arc::new(Mutex::new(total)),
        }
    }

    fn add(&self, number: u64) {
        let total = self.total.lock();
        total.set((total.get() + (number & 0xffff_ffff)) & 0xffff_ffff);
    }

    fn get(&self) -> u64 {
        self.total.lock().get()
    }
}
