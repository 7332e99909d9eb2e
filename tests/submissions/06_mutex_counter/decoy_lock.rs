//! verdict: data race
//!
//! The reader and the writers each take a lock, but different ones.

use labs::lab_06::{Account, Fields};
use racelab::sync::Mutex;

pub struct Exercise {
    fields: Fields,
    writers: Mutex<()>,
    readers: Mutex<()>,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields,
            writers: Mutex::new(()).named("writers"),
            readers: Mutex::new(()).named("readers"),
        }
    }

    fn transfer(&self, amount: u64) {
        let _guard = self.writers.lock();
        self.fields.checking.set(self.fields.checking.get() - amount);
        self.fields.savings.set(self.fields.savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        let _guard = self.readers.lock();
        (self.fields.checking.get(), self.fields.savings.get())
    }
}
