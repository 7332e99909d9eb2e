//! verdict: data race
//!
//! `_` is not a variable: the lock is released before the bytecode.

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
        for bytecode in program {
            let _ = self.lock.lock();
            match bytecode {
                Bytecode::Work => machine.work(),
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
