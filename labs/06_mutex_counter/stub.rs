//! Lab 06, the exercise: an account that no thread reads in the middle of a transfer.
//!
//! Some threads move money from checking to savings while another one reads both.
//! Every function here acquires the lock, and still the reader sees money vanish. Fix
//! it in any way you like; the money stays in the fields that `new` gets.
//! Take locks and atomics from `racelab::sync`, where the checker sees them.
//!
//! To have it proved:  cargo run --bin 06_mutex_counter -- check

use labs::lab_06::{Account, Fields};
use racelab::sync::Mutex;

pub struct Exercise {
    fields: Mutex<Fields>,
}

impl Exercise {
    fn withdraw(&self, amount: u64) {
        let fields = self.fields.lock();
        fields.checking.set(fields.checking.get() - amount);
    }

    fn deposit(&self, amount: u64) {
        let fields = self.fields.lock();
        fields.savings.set(fields.savings.get() + amount);
    }
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields: Mutex::new(fields).named("door"),
        }
    }

    fn transfer(&self, amount: u64) {
        self.withdraw(amount);
        self.deposit(amount);
    }

    fn read(&self) -> (u64, u64) {
        let fields = self.fields.lock();
        (fields.checking.get(), fields.savings.get())
    }
}
