//! verdict: data race
//!
//! The count of readers ends at 2: a third reader reads without being counted, so a writer may come
//! in while it reads.

use labs::lab_06::{Account, Fields};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    fields: Fields,
    /// The number of readers; -1 for a writer.
    state: Mutex<i32>,
    changed: Condvar,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields,
            state: Mutex::new(0),
            changed: Condvar::new(),
        }
    }

    fn transfer(&self, amount: u64) {
        {
            let mut state = self.state.lock();
            while *state != 0 {
                self.changed.wait(&mut state);
            }
            *state = -1;
        }
        self.fields.checking.set(self.fields.checking.get() - amount);
        self.fields.savings.set(self.fields.savings.get() + amount);
        *self.state.lock() = 0;
        self.changed.notify_all();
    }

    fn read(&self) -> (u64, u64) {
        {
            let mut state = self.state.lock();
            while *state < 0 {
                self.changed.wait(&mut state);
            }
            *state = (*state + 1).min(2);
        }
        let seen = (self.fields.checking.get(), self.fields.savings.get());
        {
            let mut state = self.state.lock();
            *state = (*state - 1).max(0);
        }
        self.changed.notify_all();
        seen
    }
}
