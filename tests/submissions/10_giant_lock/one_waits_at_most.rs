//! verdict: deadlock
//!
//! A flag says that a thread waits. A release that wakes one thread clears it, so if two wait, the
//! other one sleeps for ever. That needs three threads.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::{Condvar, Mutex};

#[derive(Default)]
struct State {
    taken: bool,
    waiting: bool,
}

pub struct Exercise {
    state: Mutex<State>,
    free: Condvar,
}

impl Exercise {
    fn acquire(&self) {
        let mut state = self.state.lock();
        while state.taken {
            state.waiting = true;
            self.free.wait(&mut state);
        }
        state.taken = true;
    }

    fn release(&self) {
        let mut state = self.state.lock();
        state.taken = false;
        if state.waiting {
            state.waiting = false;
            self.free.notify_one();
        }
    }
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            state: Mutex::new(State::default()),
            free: Condvar::new(),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            match bytecode {
                Bytecode::Work => {
                    self.acquire();
                    machine.work();
                    self.release();
                }
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
