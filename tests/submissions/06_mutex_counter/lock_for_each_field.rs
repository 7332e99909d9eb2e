//! verdict: wrong outcome
//!
//! A lock for each field: every access is locked, but no lock protects the sum.

use labs::lab_06::{Account, Fields};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Mutex};

pub struct Exercise {
    checking: Mutex<Arc<PlainCell<u64>>>,
    savings: Mutex<Arc<PlainCell<u64>>>,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            checking: Mutex::new(fields.checking).named("lock of checking"),
            savings: Mutex::new(fields.savings).named("lock of savings"),
        }
    }

    fn transfer(&self, amount: u64) {
        let checking = self.checking.lock();
        checking.set(checking.get() - amount);
        drop(checking);
        let savings = self.savings.lock();
        savings.set(savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        (self.checking.lock().get(), self.savings.lock().get())
    }
}
