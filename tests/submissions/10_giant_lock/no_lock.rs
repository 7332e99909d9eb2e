//! verdict: data race
//!
//! Every thread works at any time.

use labs::lab_10::{Bytecode, Interpreter, Machine};

pub struct Exercise;

impl Interpreter for Exercise {
    fn new() -> Self {
        Self
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            match bytecode {
                Bytecode::Work => machine.work(),
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
