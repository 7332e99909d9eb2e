//! Numbers for the threads, and a lock word that holds the owner's number.

use std::cell::Cell;

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::{hint, thread_local};

thread_local! {
    static NUMBER: Cell<Option<u64>> = const { Cell::new(None) };
}

pub struct Exercise {
    numbers: AtomicU64,
    /// 0 if the lock is free.
    owner: AtomicU64,
}

impl Exercise {
    fn number(&self) -> u64 {
        NUMBER.get().unwrap_or_else(|| {
            let number = self.numbers.fetch_add(1, Relaxed) + 1;
            NUMBER.set(Some(number));
            number
        })
    }
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            numbers: AtomicU64::new(0),
            owner: AtomicU64::new(0),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            if let Bytecode::Sleep = bytecode {
                machine.sleep();
                continue;
            }
            while self
                .owner
                .compare_exchange(0, self.number(), Acquire, Relaxed)
                .is_err()
            {
                hint::spin_loop();
            }
            machine.work();
            assert_eq!(self.owner.swap(0, Release), self.number());
        }
    }
}
