//! verdict: proved
//!
//! The library's lock for many readers or one writer.

use labs::lab_06::{Account, Fields};
use racelab::sync::RwLock;

pub struct Exercise {
    fields: RwLock<Fields>,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields: RwLock::new(fields),
        }
    }

    fn transfer(&self, amount: u64) {
        let Fields { checking, savings } = &*self.fields.write();
        checking.set(checking.get() - amount);
        savings.set(savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        let fields = self.fields.read();
        (fields.checking.get(), fields.savings.get())
    }
}
