//! verdict: data race
//! graded: forbidden construct
//!
//! Right, but with the lock of std, which the checker cannot see: for the checker the fields
//! are unprotected.

use std::sync::Mutex;

use labs::lab_06::{Account, Fields};

pub struct Exercise {
    fields: Mutex<Fields>,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields: Mutex::new(fields),
        }
    }

    fn transfer(&self, amount: u64) {
        let fields = self.fields.lock().unwrap();
        fields.checking.set(fields.checking.get() - amount);
        fields.savings.set(fields.savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        let fields = self.fields.lock().unwrap();
        (fields.checking.get(), fields.savings.get())
    }
}
