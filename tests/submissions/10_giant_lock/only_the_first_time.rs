//! verdict: no concurrency
//!
//! Releases the lock for the first sleep, and holds it for all others.

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
        let mut guard = self.lock.lock();
        let mut slept = false;
        for bytecode in program {
            match bytecode {
                Bytecode::Work => machine.work(),
                Bytecode::Sleep if slept => machine.sleep(),
                Bytecode::Sleep => {
                    drop(guard);
                    machine.sleep();
                    guard = self.lock.lock();
                    slept = true;
                }
            }
        }
        drop(guard);
    }
}
