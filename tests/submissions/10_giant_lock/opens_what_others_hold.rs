//! verdict: data race
//!
//! A sleeping thread releases the lock, whether or not it holds it.

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
        let mut mine = false;
        for bytecode in program {
            match bytecode {
                Bytecode::Work => {
                    while !mine && self.taken.swap(true, Acquire) {
                        spin_loop();
                    }
                    mine = true;
                    machine.work();
                }
                Bytecode::Sleep => {
                    self.taken.store(false, Release);
                    mine = false;
                    machine.sleep();
                }
            }
        }
        self.taken.store(false, Release);
    }
}
