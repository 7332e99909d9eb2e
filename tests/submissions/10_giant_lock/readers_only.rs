//! verdict: data race
//!
//! Takes the lock for reading, which many may have.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::RwLock;

pub struct Exercise {
    lock: RwLock<()>,
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            lock: RwLock::new(()),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            match bytecode {
                Bytecode::Work => {
                    let _guard = self.lock.read();
                    machine.work();
                }
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
