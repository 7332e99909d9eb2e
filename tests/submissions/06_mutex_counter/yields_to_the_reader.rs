//! verdict: data race
//!
//! No lock; every thread yields before and after, which orders nothing.

use labs::lab_06::{Account, Fields};
use racelab::sync::thread;

pub struct Exercise {
    fields: Fields,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields,
        }
    }

    fn transfer(&self, amount: u64) {
        thread::yield_now();
        self.fields.checking.set(self.fields.checking.get() - amount);
        self.fields.savings.set(self.fields.savings.get() + amount);
        thread::yield_now();
    }

    fn read(&self) -> (u64, u64) {
        thread::yield_now();
        (self.fields.checking.get(), self.fields.savings.get())
    }
}
