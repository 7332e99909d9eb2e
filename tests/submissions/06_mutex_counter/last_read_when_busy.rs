//! verdict: wrong outcome
//!
//! A reader never waits: if the account is busy, it gets the values of the last read, which may
//! be older than its own transfer.

use labs::lab_06::{Account, Fields};
use racelab::sync::Mutex;

pub struct Exercise {
    fields: Mutex<Fields>,
    last: Mutex<Option<(u64, u64)>>,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        let last = Mutex::new(Some((fields.checking.get(), fields.savings.get())));
        Self {
            fields: Mutex::new(fields),
            last,
        }
    }

    fn transfer(&self, amount: u64) {
        let fields = self.fields.lock();
        fields.checking.set(fields.checking.get() - amount);
        fields.savings.set(fields.savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        let mut last = self.last.lock();
        if let Some(fields) = self.fields.try_lock() {
            *last = Some((fields.checking.get(), fields.savings.get()));
        }
        last.unwrap_or_default()
    }
}
