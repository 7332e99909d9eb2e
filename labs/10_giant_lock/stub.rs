//! Lab 10: this is the file that you edit.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::Mutex;

/// Runs one program at a time, from its beginning to its end.
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
