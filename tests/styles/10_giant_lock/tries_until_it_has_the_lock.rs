//! `try_lock` in a loop that yields.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::{Mutex, MutexGuard, thread};

pub struct Exercise {
    lock: Mutex<()>,
}

impl Exercise {
    fn insist(&self) -> MutexGuard<'_, ()> {
        loop {
            match self.lock.try_lock() {
                Some(guard) => return guard,
                None => thread::yield_now(),
            }
        }
    }
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            lock: Mutex::new(()),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            if *bytecode == Bytecode::Sleep {
                machine.sleep();
            } else {
                let _guard = self.insist();
                machine.work();
            }
        }
    }
}
