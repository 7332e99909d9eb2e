//! verdict: no concurrency
//!
//! Releases the lock before each sleep, except before a sleep that is the last bytecode.

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
        let mut guard = None;
        for (place, bytecode) in program.iter().enumerate() {
            if *bytecode == Bytecode::Work {
                guard.get_or_insert_with(|| self.lock.lock());
                machine.work();
            } else {
                if place + 1 < program.len() {
                    guard = None;
                }
                machine.sleep();
            }
        }
        drop(guard);
    }
}
