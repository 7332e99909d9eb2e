//! verdict: wrong outcome
//!
//! Answers from a static: the sum of all services.

use labs::lab_08::{Service, Total};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, Mutex};

static SUM: AtomicU64 = AtomicU64::const_new(0);

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
        total.set(total.get() + number);
        SUM.fetch_add(number, Relaxed);
    }

    fn get(&self) -> u64 {
        let _total = self.total.lock();
        SUM.load(Relaxed)
    }
}
