//! verdict: data race
//!
//! Two locks; the length of a program decides which one it acquires: two programs of different
//! lengths work at the same time.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::Mutex;

pub struct Exercise {
    locks: [Mutex<()>; 2],
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            locks: [Mutex::new(()), Mutex::new(())],
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            match bytecode {
                Bytecode::Work => {
                    let _held = self.locks[program.len() % 2].lock();
                    machine.work();
                }
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
