//! A state machine: the fields are here, or a thread has taken them out.

use labs::lab_06::{Account, Fields};
use racelab::sync::{Condvar, Mutex};

enum State {
    Here(Fields),
    TakenOut,
}

pub struct Exercise {
    state: Mutex<State>,
    is_back: Condvar,
}

impl Exercise {
    fn take_out(&self) -> Fields {
        let mut state = self.state.lock();
        loop {
            match std::mem::replace(&mut *state, State::TakenOut) {
                State::Here(fields) => return fields,
                State::TakenOut => self.is_back.wait(&mut state),
            }
        }
    }

    fn put_back(&self, fields: Fields) {
        *self.state.lock() = State::Here(fields);
        self.is_back.notify_one();
    }
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            state: Mutex::new(State::Here(fields)),
            is_back: Condvar::new(),
        }
    }

    fn transfer(&self, amount: u64) {
        let fields = self.take_out();
        fields.checking.set(fields.checking.get() - amount);
        fields.savings.set(fields.savings.get() + amount);
        self.put_back(fields);
    }

    fn read(&self) -> (u64, u64) {
        let fields = self.take_out();
        let read = (fields.checking.get(), fields.savings.get());
        self.put_back(fields);
        read
    }
}
