//! verdict: wrong outcome
//!
//! Leaves the sleeps out, so that no thread sleeps with the lock.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::Mutex;

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
        let _guard = self.lock.lock();
        for bytecode in program {
            if *bytecode == Bytecode::Work {
                machine.work();
            }
        }
    }
}
