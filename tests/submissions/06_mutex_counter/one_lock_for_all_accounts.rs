//! verdict: proved
//!
//! One flag for all accounts, in a static. They wait for each other unnecessarily, which is
//! slow but not wrong.

use labs::lab_06::{Account, Fields};
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Release},
};
use racelab::sync::hint;

static TAKEN: AtomicBool = AtomicBool::const_new(false);

pub struct Exercise {
    fields: Fields,
}

impl Exercise {
    fn alone<R>(&self, act: impl FnOnce(&Fields) -> R) -> R {
        while TAKEN.swap(true, Acquire) {
            hint::spin_loop();
        }
        let result = act(&self.fields);
        TAKEN.store(false, Release);
        result
    }
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self { fields }
    }

    fn transfer(&self, amount: u64) {
        self.alone(|fields| {
            fields.checking.set(fields.checking.get() - amount);
            fields.savings.set(fields.savings.get() + amount);
        });
    }

    fn read(&self) -> (u64, u64) {
        self.alone(|fields| (fields.checking.get(), fields.savings.get()))
    }
}
