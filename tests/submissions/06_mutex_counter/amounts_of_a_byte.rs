//! verdict: wrong outcome
//!
//! A byte for the amount of a transfer: it is right until an amount is larger.

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

    fn transfer(&self, amount: u64) {
        let amount = amount & 0xff;
        let fields = self.fields.lock();
        fields.checking.set(fields.checking.get() - amount);
        fields.savings.set(fields.savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        let fields = self.fields.lock();
        (fields.checking.get(), fields.savings.get())
    }
}
