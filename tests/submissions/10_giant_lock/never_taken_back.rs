//! verdict: data race
//!
//! Releases the lock before the first sleep, and works on without it.

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
        let mut guard = Some(self.lock.lock());
        for bytecode in program {
            match bytecode {
                Bytecode::Work => machine.work(),
                Bytecode::Sleep => {
                    drop(guard.take());
                    machine.sleep();
                }
            }
        }
    }
}
