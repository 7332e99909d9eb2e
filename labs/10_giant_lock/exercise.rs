//! Lab 10, the exercise: an interpreter that releases its lock while it sleeps.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::Mutex;

/// Holds the lock from the first bytecode of a program to the last, sleeps included.
pub struct Exercise {
    lock: Mutex<()>,
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            lock: Mutex::new(()).named("giant lock"),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        let _guard = self.lock.lock();
        for bytecode in program {
            match bytecode {
                Bytecode::Work => machine.work(),
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
