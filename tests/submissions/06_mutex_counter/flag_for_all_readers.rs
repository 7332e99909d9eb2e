//! verdict: data race
//!
//! A lock for many readers or one writer, with one flag for all readers: the first reader that
//! leaves clears it for those that still read. Only two readers show this.

use labs::lab_06::{Account, Fields};
use racelab::sync::{Condvar, Mutex};

#[derive(Default)]
struct State {
    read: bool,
    written: bool,
}

pub struct Exercise {
    fields: Fields,
    state: Mutex<State>,
    change: Condvar,
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields,
            state: Mutex::new(State::default()),
            change: Condvar::new(),
        }
    }

    fn transfer(&self, amount: u64) {
        let mut state = self.state.lock();
        while state.read || state.written {
            self.change.wait(&mut state);
        }
        state.written = true;
        drop(state);
        let Fields { checking, savings } = &self.fields;
        checking.set(checking.get() - amount);
        savings.set(savings.get() + amount);
        self.state.lock().written = false;
        self.change.notify_all();
    }

    fn read(&self) -> (u64, u64) {
        let mut state = self.state.lock();
        while state.written {
            self.change.wait(&mut state);
        }
        state.read = true;
        drop(state);
        let seen = (self.fields.checking.get(), self.fields.savings.get());
        self.state.lock().read = false;
        self.change.notify_all();
        seen
    }
}
