//! The state lies under a lock, which no thread holds while the value is made; the others look again
//! and again, and yield in between.

use labs::lab_19::Lazy;
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Mutex, thread};

enum State {
    Empty,
    BeingMade,
    Made(u64),
}

pub struct Exercise {
    state: Mutex<State>,
    is_made: AtomicBool,
    copy: PlainCell<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            state: Mutex::new(State::Empty),
            is_made: AtomicBool::new(false),
            copy: PlainCell::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if self.is_made.load(Acquire) {
            return self.copy.get();
        }
        loop {
            let mut state = self.state.lock();
            match *state {
                State::Empty => {
                    *state = State::BeingMade;
                    break;
                }
                State::BeingMade => {
                    drop(state);
                    thread::yield_now();
                }
                State::Made(value) => return value,
            }
        }
        let value = make();
        self.copy.set(value);
        self.is_made.store(true, Release);
        *self.state.lock() = State::Made(value);
        value
    }
}
