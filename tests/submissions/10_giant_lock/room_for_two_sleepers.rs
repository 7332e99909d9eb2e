//! verdict: no concurrency
//!
//! Has places for two sleeping threads: a third one waits for a place before it sleeps.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::{Mutex, Semaphore};

pub struct Exercise {
    lock: Mutex<()>,
    beds: Semaphore,
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            lock: Mutex::new(()),
            beds: Semaphore::new(2),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            match bytecode {
                Bytecode::Work => {
                    let _held = self.lock.lock();
                    machine.work();
                }
                Bytecode::Sleep => {
                    let _bed = self.beds.acquire();
                    machine.sleep();
                }
            }
        }
    }
}
