//! verdict: proved
//!
//! A lock of one atomic, which is polled until it is free.

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
        for part in program.split_inclusive(|code| *code == Bytecode::Sleep) {
            while self.taken.swap(true, Acquire) {
                spin_loop();
            }
            let work = part.iter().filter(|code| **code == Bytecode::Work);
            work.for_each(|_| machine.work());
            self.taken.store(false, Release);
            if part.ends_with(&[Bytecode::Sleep]) {
                machine.sleep();
            }
        }
    }
}
