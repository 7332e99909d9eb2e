//! verdict: no concurrency
//!
//! A spin lock that a thread holds while it sleeps: all others poll until it wakes.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Release},
};
use racelab::sync::hint::spin_loop;

pub struct Exercise {
    taken: AtomicBool,
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            taken: AtomicBool::new(false),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            while self.taken.swap(true, Acquire) {
                spin_loop();
            }
            match bytecode {
                Bytecode::Work => machine.work(),
                Bytecode::Sleep => machine.sleep(),
            }
            self.taken.store(false, Release);
        }
    }
}
