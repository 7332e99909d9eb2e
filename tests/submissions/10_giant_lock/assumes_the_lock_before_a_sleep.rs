//! verdict: panic
//!
//! Drops a guard before each sleep and assumes that there is one: after another sleep it has
//! none.

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
                Bytecode::Work => {
                    guard.get_or_insert_with(|| self.lock.lock());
                    machine.work();
                }
                Bytecode::Sleep => {
                    drop(guard.take().expect("it has the lock"));
                    machine.sleep();
                }
            }
        }
    }
}
