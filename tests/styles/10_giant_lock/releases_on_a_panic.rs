//! Catches a panic of the machine, releases the lock, and lets the panic go on.

use std::panic::{self, AssertUnwindSafe};

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::{Condvar, Mutex};

#[derive(Default)]
pub struct Exercise {
    is_held: Mutex<bool>,
    is_free: Condvar,
}

impl Exercise {
    fn acquire(&self) {
        let mut is_held = self.is_held.lock();
        while std::mem::replace(&mut *is_held, true) {
            self.is_free.wait(&mut is_held);
        }
    }

    fn release(&self) {
        *self.is_held.lock() = false;
        self.is_free.notify_one();
    }
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self::default()
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            if let Bytecode::Sleep = bytecode {
                machine.sleep();
                continue;
            }
            self.acquire();
            let worked = panic::catch_unwind(AssertUnwindSafe(|| machine.work()));
            self.release();
            if let Err(payload) = worked {
                panic::resume_unwind(payload);
            }
        }
    }
}
