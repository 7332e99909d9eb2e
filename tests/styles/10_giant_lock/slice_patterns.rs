//! Recursion over slice patterns, which passes the guard along.

use labs::lab_10::{
    Bytecode::{self, Sleep, Work},
    Interpreter, Machine,
};
use racelab::sync::{Mutex, MutexGuard};

pub struct Exercise(Mutex<()>);

fn go<'a>(
    lock: &'a Mutex<()>,
    guard: Option<MutexGuard<'a, ()>>,
    program: &[Bytecode],
    machine: &mut dyn Machine,
) {
    match (program, guard) {
        ([], _) => {}
        ([Work, rest @ ..], Some(guard)) => {
            machine.work();
            go(lock, Some(guard), rest, machine);
        }
        ([Work, ..], None) => go(lock, Some(lock.lock()), program, machine),
        ([Sleep, rest @ ..], guard) => {
            drop(guard);
            machine.sleep();
            go(lock, None, rest, machine);
        }
    }
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self(Mutex::new(()))
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        go(&self.0, None, program, machine);
    }
}
