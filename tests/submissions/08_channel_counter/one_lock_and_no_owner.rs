//! verdict: proved
//!
//! No channel and no owner: a lock suffices if no client has to wait for an answer.

use labs::lab_08::{Service, Total};
use racelab::sync::{Arc, Mutex};

#[derive(Clone)]
pub struct Exercise {
    total: Arc<Mutex<Total>>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        Self {
            total: Arc::new(Mutex::new(total).named("door")),
        }
    }

    fn add(&self, number: u64) {
        let total = self.total.lock();
        total.set(total.get() + number);
    }

    fn get(&self) -> u64 {
        self.total.lock().get()
    }
}
