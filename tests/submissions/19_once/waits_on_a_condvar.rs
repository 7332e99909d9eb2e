//! verdict: proved
//!
//! A lock and a condition variable: the lock is free while the value is made, and the threads that
//! come meanwhile sleep. All that come later look at a flag first.

use labs::lab_19::Lazy;
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Condvar, Mutex};

#[derive(PartialEq)]
enum State {
    Nothing,
    BeingMade,
    Made,
}

pub struct Exercise {
    is_made: AtomicBool,
    state: Mutex<State>,
    made: Condvar,
    value: PlainCell<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            is_made: AtomicBool::new(false),
            state: Mutex::new(State::Nothing),
            made: Condvar::new(),
            value: PlainCell::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if !self.is_made.load(Acquire) {
            let mut state = self.state.lock();
            if *state == State::Nothing {
                *state = State::BeingMade;
                drop(state);
                self.value.set(make());
                self.is_made.store(true, Release);
                *self.state.lock() = State::Made;
                self.made.notify_all();
            } else {
                self.made.wait_while(&mut state, |s| *s != State::Made);
            }
        }
        self.value.get()
    }
}
