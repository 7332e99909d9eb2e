//! A reader-writer lock around the fields.

use labs::lab_06::{Account, Fields};
use racelab::sync::RwLock;

pub struct Exercise {
    fields: RwLock<Fields>,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields: RwLock::new(fields).named("books"),
        }
    }

    fn transfer(&self, amount: u64) {
        let fields = self.fields.write();
        for (field, change) in [
            (&fields.checking, amount.wrapping_neg()),
            (&fields.savings, amount),
        ] {
            field.set(field.get().wrapping_add(change));
        }
    }

    fn read(&self) -> (u64, u64) {
        let fields = self.fields.read();
        (fields.checking.get(), fields.savings.get())
    }
}
