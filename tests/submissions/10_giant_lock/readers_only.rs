//! verdict: data race
//!
//! Acquires the lock for reading, which many threads may hold.

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
