//! verdict: proved
//!
//! Acquires the lock for the first working bytecode and holds it until it sleeps or ends: no other
//! thread works between two working bytecodes in a row.

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
        let mut guard = None;
        for bytecode in program {
            match bytecode {
                Bytecode::Work => {
                    guard.get_or_insert_with(|| self.lock.lock());
                    machine.work();
                }
                Bytecode::Sleep => {
                    guard = None;
                    machine.sleep();
                }
            }
        }
    }
}
