//! verdict: panic
//!
//! Acquires the lock first if the first bytecode works, and assumes that there is a
//! first one.

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
        let mut held = match program[0] {
            Bytecode::Work => Some(self.lock.lock()),
            Bytecode::Sleep => None,
        };
        for bytecode in program {
            match bytecode {
                Bytecode::Work => {
                    held.get_or_insert_with(|| self.lock.lock());
                    machine.work();
                }
                Bytecode::Sleep => {
                    held = None;
                    machine.sleep();
                }
            }
        }
        drop(held);
    }
}
