//! A semaphore of one permit.

use labs::lab_06::{Account, Fields};
use racelab::sync::Semaphore;

pub struct Exercise {
    permit: Semaphore,
    fields: Fields,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            permit: Semaphore::new(1).named("permit"),
            fields,
        }
    }

    fn transfer(&self, amount: u64) {
        let _permit = self.permit.acquire();
        let Fields { checking, savings } = &self.fields;
        checking.set(checking.get() - amount);
        savings.set(savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        let permit = self.permit.acquire();
        let read = (self.fields.checking.get(), self.fields.savings.get());
        drop(permit);
        read
    }
}
