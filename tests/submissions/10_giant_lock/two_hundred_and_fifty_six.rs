//! verdict: wrong outcome
//!
//! Counts the bytecodes in a byte, which is enough for a small program.

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
        for (_, bytecode) in (0..=u8::MAX).zip(program) {
            match bytecode {
                Bytecode::Work => {
                    let _held = self.lock.lock();
                    machine.work();
                }
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
