//! verdict: lost update
//!
//! Right as long as there is no other thread: a thread that finds the lock held gives up.

use labs::lab_06::{Account, Fields};
use racelab::sync::Mutex;

pub struct Exercise {
    fields: Mutex<Fields>,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields: Mutex::new(fields).named("door"),
        }
    }

    fn transfer(&self, amount: u64) {
        if let Some(fields) = self.fields.try_lock() {
            fields.checking.set(fields.checking.get() - amount);
            fields.savings.set(fields.savings.get() + amount);
        }
    }

    fn read(&self) -> (u64, u64) {
        let fields = self.fields.lock();
        (fields.checking.get(), fields.savings.get())
    }
}
