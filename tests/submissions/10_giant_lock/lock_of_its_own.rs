//! verdict: data race
//!
//! Each thread acquires a lock, but no two threads the same one.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::Mutex;

pub struct Exercise;

impl Interpreter for Exercise {
    fn new() -> Self {
        Self
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        let lock = Mutex::new(());
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
