//! verdict: proved
//!
//! A flag that says whether a thread is inside, and a condition variable for the others.

use labs::lab_06::{Account, Fields};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    fields: Fields,
    inside: Mutex<bool>,
    free: Condvar,
}

impl Exercise {
    fn enter(&self) {
        let mut inside = self.inside.lock();
        self.free.wait_while(&mut inside, |inside| *inside);
        *inside = true;
    }

    fn leave(&self) {
        *self.inside.lock() = false;
        self.free.notify_one();
    }
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields,
            inside: Mutex::new(false).named("inside"),
            free: Condvar::new().named("free"),
        }
    }

    fn transfer(&self, amount: u64) {
        self.enter();
        self.fields.checking.set(self.fields.checking.get() - amount);
        self.fields.savings.set(self.fields.savings.get() + amount);
        self.leave();
    }

    fn read(&self) -> (u64, u64) {
        self.enter();
        let seen = (self.fields.checking.get(), self.fields.savings.get());
        self.leave();
        seen
    }
}
