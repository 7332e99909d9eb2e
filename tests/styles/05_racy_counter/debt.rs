//! A signed atomic that falls: the count is what is owed.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicIsize, Ordering::SeqCst};

pub struct Exercise {
    balance: AtomicIsize,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            balance: AtomicIsize::new(0),
        }
    }

    fn increment(&self) {
        let _ = self.balance.fetch_sub(1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.balance.load(SeqCst).unsigned_abs() as u64
    }
}
