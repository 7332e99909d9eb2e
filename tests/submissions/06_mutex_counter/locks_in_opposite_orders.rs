//! verdict: deadlock
//!
//! Two locks, both held: right except for the order in which they are acquired.

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
        let savings = self.savings.lock();
        checking.set(checking.get() - amount);
        savings.set(savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        let savings = self.savings.lock();
        let checking = self.checking.lock();
        (checking.get(), savings.get())
    }
}
