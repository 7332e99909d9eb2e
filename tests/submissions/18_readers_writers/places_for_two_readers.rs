//! verdict: data race
//!
//! A flag for each of two readers. A third reader sets none, and the writer does not see it.

use labs::lab_18::Gate;
use racelab::sync::{Condvar, Mutex};

#[derive(Default)]
struct State {
    first: bool,
    second: bool,
    writing: bool,
    waiting: usize,
}

pub struct Exercise {
    state: Mutex<State>,
    changed: Condvar,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            state: Mutex::new(State::default()),
            changed: Condvar::new(),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut state = self.state.lock();
        while state.writing || state.waiting > 0 {
            self.changed.wait(&mut state);
        }
        let mine = if !state.first {
            state.first = true;
            1
        } else if !state.second {
            state.second = true;
            2
        } else {
            0
        };
        drop(state);
        let result = f();
        let mut state = self.state.lock();
        match mine {
            1 => state.first = false,
            2 => state.second = false,
            _ => {}
        }
        self.changed.notify_all();
        result
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut state = self.state.lock();
        state.waiting += 1;
        while state.writing || state.first || state.second {
            self.changed.wait(&mut state);
        }
        state.waiting -= 1;
        state.writing = true;
        drop(state);
        let result = f();
        self.state.lock().writing = false;
        self.changed.notify_all();
        result
    }
}
