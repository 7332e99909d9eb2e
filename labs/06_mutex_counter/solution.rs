//! Lab 06, the solution: one lock, held for the whole transfer.

use labs::lab_06::{Account, Fields};
use racelab::sync::Mutex;

pub struct Exercise {
    // One lock for both fields, since what must hold is about both: their sum.
    fields: Mutex<Fields>,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields: Mutex::new(fields).named("door"),
        }
    }

    fn transfer(&self, amount: u64) {
        let fields = self.fields.lock();
        //           ^^^^^^^^^^^^^^^^^^ once, until both fields are written:
        // while the sum is wrong, no other thread can acquire the lock.
        fields.checking.set(fields.checking.get() - amount);
        fields.savings.set(fields.savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        // One critical section for both reads, too. It ends with the function.
        let fields = self.fields.lock();
        (fields.checking.get(), fields.savings.get())
    }
}
