//! verdict: data race
//!
//! Only a writer takes the lock; the reader assumes that reading does no harm.

use labs::lab_06::{Account, Fields};
use racelab::sync::Mutex;

pub struct Exercise {
    fields: Fields,
    writers: Mutex<()>,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields,
            writers: Mutex::new(()).named("writers"),
        }
    }

    fn transfer(&self, amount: u64) {
        let _guard = self.writers.lock();
        self.fields.checking.set(self.fields.checking.get() - amount);
        self.fields.savings.set(self.fields.savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        (self.fields.checking.get(), self.fields.savings.get())
    }
}
