//! verdict: wrong outcome
//!
//! Does all work first, with the lock, and then all sleeps, without it.

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
        let guard = self.lock.lock();
        let codes = program.iter();
        let (work, sleep): (Vec<&Bytecode>, Vec<&Bytecode>) =
            codes.partition(|code| **code == Bytecode::Work);
        work.iter().for_each(|_| machine.work());
        drop(guard);
        sleep.iter().for_each(|_| machine.sleep());
    }
}
