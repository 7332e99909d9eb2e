//! verdict: data race
//!
//! A thread that finds the lock held parks, and when it is woken, takes the lock without a check:
//! in the meantime another thread may have acquired it.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::{Mutex, thread};

struct State {
    taken: bool,
    parked: Vec<thread::Thread>,
}

pub struct Exercise {
    state: Mutex<State>,
}

impl Exercise {
    fn take(&self) {
        let mut state = self.state.lock();
        if state.taken {
            state.parked.push(thread::current());
            drop(state);
            thread::park();
            state = self.state.lock();
        }
        state.taken = true;
    }

    fn let_go(&self) {
        let mut state = self.state.lock();
        state.taken = false;
        let parked = std::mem::take(&mut state.parked);
        drop(state);
        for thread in parked {
            thread.unpark();
        }
    }
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            state: Mutex::new(State {
                taken: false,
                parked: Vec::new(),
            }),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        self.take();
        for bytecode in program {
            match bytecode {
                Bytecode::Work => machine.work(),
                Bytecode::Sleep => {
                    self.let_go();
                    machine.sleep();
                    self.take();
                }
            }
        }
        self.let_go();
    }
}
