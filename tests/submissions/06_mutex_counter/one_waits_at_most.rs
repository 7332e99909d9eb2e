//! verdict: deadlock
//!
//! A flag says that a thread waits. A release that wakes one thread clears it, so if two wait, the
//! other one sleeps for ever.

use labs::lab_06::{Account, Fields};
use racelab::sync::{Condvar, Mutex};

#[derive(Default)]
struct State {
    taken: bool,
    waiting: bool,
}

pub struct Exercise {
    fields: Fields,
    state: Mutex<State>,
    free: Condvar,
}

impl Exercise {
    fn enter(&self) {
        let mut state = self.state.lock();
        while state.taken {
            state.waiting = true;
            self.free.wait(&mut state);
        }
        state.taken = true;
    }

    fn leave(&self) {
        let mut state = self.state.lock();
        state.taken = false;
        if state.waiting {
            state.waiting = false;
            self.free.notify_one();
        }
    }
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields,
            state: Mutex::new(State::default()),
            free: Condvar::new(),
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
