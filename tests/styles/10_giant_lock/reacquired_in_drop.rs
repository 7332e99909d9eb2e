//! A guard for the time without the lock: its `drop` acquires the lock again.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::{Mutex, MutexGuard};

struct Interlude<'held, 'lock> {
    lock: &'lock Mutex<()>,
    guard: &'held mut Option<MutexGuard<'lock, ()>>,
}

impl<'held, 'lock> Interlude<'held, 'lock> {
    fn begin(lock: &'lock Mutex<()>, guard: &'held mut Option<MutexGuard<'lock, ()>>) -> Self
    where
        'lock: 'held,
    {
        guard.take();
        Self { lock, guard }
    }
}

impl Drop for Interlude<'_, '_> {
    fn drop(&mut self) {
        *self.guard = Some(self.lock.lock());
    }
}

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
        let mut guard = Some(self.lock.lock());
        for bytecode in program {
            match bytecode {
                Bytecode::Work => machine.work(),
                Bytecode::Sleep => {
                    let _interlude = Interlude::begin(&self.lock, &mut guard);
                    machine.sleep();
                }
            }
        }
    }
}
