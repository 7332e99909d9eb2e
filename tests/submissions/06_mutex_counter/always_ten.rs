//! verdict: wrong outcome
//!
//! Moves ten, whatever the argument.

use labs::lab_06::{Account, Fields};
use racelab::sync::Mutex;

pub struct Exercise {
    fields: Mutex<Fields>,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields: Mutex::new(fields),
        }
    }

    fn transfer(&self, _amount: u64) {
        let fields = self.fields.lock();
        fields.checking.set(fields.checking.get() - 10);
        fields.savings.set(fields.savings.get() + 10);
    }

    fn read(&self) -> (u64, u64) {
        let fields = self.fields.lock();
        (fields.checking.get(), fields.savings.get())
    }
}
