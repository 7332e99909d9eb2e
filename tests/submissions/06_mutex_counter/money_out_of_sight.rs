//! verdict: wrong outcome
//! graded: forbidden construct
//!
//! Right, but invisible: the money is under a lock of std, and the fields are not used.

use labs::lab_06::{Account, Fields};
use std::sync::Mutex;

use racelab::sync::Mutex as Seen;

pub struct Exercise {
    money: Mutex<(u64, u64)>,
    decoy: Seen<()>,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            money: Mutex::new((fields.checking.get(), fields.savings.get())),
            decoy: Seen::new(()).named("decoy"),
        }
    }

    fn transfer(&self, amount: u64) {
        drop(self.decoy.lock());
        let mut money = self.money.lock().unwrap();
        *money = (money.0 - amount, money.1 + amount);
    }

    fn read(&self) -> (u64, u64) {
        *self.money.lock().unwrap()
    }
}
