//! verdict: proved
//!
//! Acquires the lock again for each working bytecode.

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
        program.iter().for_each(|bytecode| match bytecode {
            Bytecode::Sleep => machine.sleep(),
            Bytecode::Work => {
                let _guard = self.lock.lock();
                machine.work();
            }
        });
    }
}
