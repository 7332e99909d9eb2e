//! verdict: wrong outcome
//!
//! Works first, with the lock, and sleeps when all is done, without.

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
