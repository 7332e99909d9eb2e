//! The type says whether the thread has the lock; only one that has it can work.

use std::marker::PhantomData;

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::{Mutex, MutexGuard};

struct Having<'a>(MutexGuard<'a, ()>);
struct Lacking<'a>(PhantomData<&'a ()>);

struct Thread<'a, State> {
    lock: &'a Mutex<()>,
    state: State,
}

impl<'a> Thread<'a, Lacking<'a>> {
    fn acquire(self) -> Thread<'a, Having<'a>> {
        Thread {
            lock: self.lock,
            state: Having(self.lock.lock()),
        }
    }

    fn sleep(self, machine: &mut dyn Machine) -> Self {
        machine.sleep();
        self
    }
}

impl<'a> Thread<'a, Having<'a>> {
    fn release(self) -> Thread<'a, Lacking<'a>> {
        drop(self.state.0);
        Thread {
            lock: self.lock,
            state: Lacking(PhantomData),
        }
    }

    fn work(self, machine: &mut dyn Machine) -> Self {
        machine.work();
        self
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
        let thread = Thread {
            lock: &self.lock,
            state: Lacking(PhantomData),
        };
        program
            .iter()
            .fold(thread, |thread, bytecode| match bytecode {
                Bytecode::Work => thread.acquire().work(machine).release(),
                Bytecode::Sleep => thread.sleep(machine),
            });
    }
}
