//! verdict: deadlock
//!
//! Holds the lock for the whole transfer, and calls a function that acquires it again.

use labs::lab_06::{Account, Fields};
use racelab::sync::Mutex;

pub struct Exercise {
    fields: Fields,
    door: Mutex<()>,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields,
            door: Mutex::new(()).named("door"),
        }
    }

    fn transfer(&self, amount: u64) {
        let _guard = self.door.lock();
        let (checking, savings) = self.read();
        self.fields.checking.set(checking - amount);
        self.fields.savings.set(savings + amount);
    }

    fn read(&self) -> (u64, u64) {
        let _guard = self.door.lock();
        (self.fields.checking.get(), self.fields.savings.get())
    }
}
