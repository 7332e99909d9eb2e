//! verdict: proved
//!
//! A flag under a small lock, and a condition variable for the waiters: as in
//! CPython.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    taken: Mutex<bool>,
    free: Condvar,
}

impl Exercise {
    fn take(&self) {
        let mut taken = self.taken.lock();
        while *taken {
            self.free.wait(&mut taken);
        }
        *taken = true;
    }

    fn let_go(&self) {
        *self.taken.lock() = false;
        self.free.notify_one();
    }
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            taken: Mutex::new(false),
            free: Condvar::new(),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        self.take();
        for bytecode in program {
            match bytecode {
                Bytecode::Work => machine.work(),
                Bytecode::Sleep => {
                    self.let_go();
                    machine.sleep();
                    self.take();
                }
            }
        }
        self.let_go();
    }
}
