//! verdict: data race
//!
//! Two locks: one for programs that sleep, and one for programs that only work.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::Mutex;

pub struct Exercise {
    sleepy: Mutex<()>,
    busy: Mutex<()>,
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            sleepy: Mutex::new(()),
            busy: Mutex::new(()),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        let lock = if program.contains(&Bytecode::Sleep) {
            &self.sleepy
        } else {
            &self.busy
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
