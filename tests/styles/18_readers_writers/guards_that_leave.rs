//! Guards that leave the gate when they are dropped.

use labs::lab_18::Gate;
use racelab::sync::{Condvar, Mutex};

#[derive(Default)]
struct State {
    readers: usize,
    writer: bool,
    waiting: usize,
}

pub struct Exercise {
    state: Mutex<State>,
    readers: Condvar,
    writers: Condvar,
}

struct Reading<'a>(&'a Exercise);

struct Writing<'a>(&'a Exercise);

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        state.readers -= 1;
        if state.readers == 0 {
            self.0.writers.notify_one();
        }
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        state.writer = false;
        if state.waiting > 0 {
            self.0.writers.notify_one();
        } else {
            self.0.readers.notify_all();
        }
    }
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            state: Mutex::default(),
            readers: Condvar::new(),
            writers: Condvar::new(),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut state = self.state.lock();
        self.readers
            .wait_while(&mut state, |state| state.writer || state.waiting > 0);
        state.readers += 1;
        drop(state);
        let _reading = Reading(self);
        f()
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut state = self.state.lock();
        state.waiting += 1;
        self.writers
            .wait_while(&mut state, |state| state.writer || state.readers > 0);
        state.waiting -= 1;
        state.writer = true;
        drop(state);
        let _writing = Writing(self);
        f()
    }
}
