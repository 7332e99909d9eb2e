//! verdict: deadlock
//!
//! Acquires the lock for each bytecode, although it holds it already.

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
        let _outer = self.lock.lock();
        for bytecode in program {
            match bytecode {
                Bytecode::Work => {
                    let _inner = self.lock.lock();
                    machine.work();
                }
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
