//! A state machine: where a thread is, what it executes next, and the guard in its state.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::{Mutex, MutexGuard};

enum State<'a> {
    Idle,
    Running(MutexGuard<'a, ()>),
}

impl<'a> State<'a> {
    fn step(self, lock: &'a Mutex<()>, bytecode: Bytecode, machine: &mut dyn Machine) -> Self {
        match (self, bytecode) {
            (Self::Idle, Bytecode::Work) => {
                let guard = lock.lock();
                machine.work();
                Self::Running(guard)
            }
            (running @ Self::Running(_), Bytecode::Work) => {
                machine.work();
                running
            }
            (state, Bytecode::Sleep) => {
                drop(state);
                machine.sleep();
                Self::Idle
            }
        }
    }
}

pub struct Exercise {
    lock: Mutex<()>,
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            lock: Mutex::new(()),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        let mut state = State::Idle;
        for &bytecode in program {
            state = state.step(&self.lock, bytecode, machine);
        }
    }
}
