//! verdict: wrong outcome
//!
//! The reader sleeps first, and a transfer does not sleep in the middle, so the author assumes
//! that no read comes within one.

use labs::lab_06::{Account, Fields};
use std::time::Duration;

use racelab::sync::{Mutex, thread};

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
        let fields = self.fields.lock();
        fields.checking.set(fields.checking.get() - amount);
        drop(fields);
        let fields = self.fields.lock();
        fields.savings.set(fields.savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        thread::sleep(Duration::from_millis(10));
        let fields = self.fields.lock();
        (fields.checking.get(), fields.savings.get())
    }
}
