//! verdict: no concurrency
//!
//! Releases the lock for a sleep, and acquires another one that all sleeping threads share.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::Mutex;

pub struct Exercise {
    lock: Mutex<()>,
    bed: Mutex<()>,
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            lock: Mutex::new(()),
            bed: Mutex::new(()),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            let _guard = match bytecode {
                Bytecode::Work => self.lock.lock(),
                Bytecode::Sleep => self.bed.lock(),
            };
            match bytecode {
                Bytecode::Work => machine.work(),
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
