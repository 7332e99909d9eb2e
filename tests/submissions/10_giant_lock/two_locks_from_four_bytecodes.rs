//! verdict: data race
//!
//! Two locks: one for programs of up to three bytecodes, and one for longer programs.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::Mutex;

pub struct Exercise {
    short: Mutex<()>,
    long: Mutex<()>,
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            short: Mutex::new(()),
            long: Mutex::new(()),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        let lock = if program.len() > 3 {
            &self.long
        } else {
            &self.short
        };
        for bytecode in program {
            match bytecode {
                Bytecode::Work => {
                    let _guard = lock.lock();
                    machine.work();
                }
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
