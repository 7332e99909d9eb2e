//! verdict: deadlock
//!
//! There is a place for one waiting thread: another one takes it, and the first stays parked
//! for ever.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::Mutex;
use racelab::sync::thread::{self, Thread};

#[derive(Default)]
struct State {
    taken: bool,
    waiting: Option<Thread>,
}

pub struct Exercise {
    state: Mutex<State>,
}

impl Exercise {
    fn acquire(&self) {
        loop {
            let mut state = self.state.lock();
            if !state.taken {
                state.taken = true;
                return;
            }
            state.waiting = Some(thread::current());
            drop(state);
            thread::park();
        }
    }

    fn release(&self) {
        let mut state = self.state.lock();
        state.taken = false;
        if let Some(waiting) = state.waiting.take() {
            waiting.unpark();
        }
    }
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            state: Mutex::new(State::default()),
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
