//! A test-and-set lock whose guard is a closure's argument.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::atomic::{
    AtomicU8,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::hint;

pub struct Exercise {
    word: AtomicU8,
}

impl Exercise {
    fn with<R>(&self, section: impl FnOnce() -> R) -> R {
        while self
            .word
            .compare_exchange_weak(0, 1, Acquire, Relaxed)
            .is_err()
        {
            hint::spin_loop();
        }
        let result = section();
        self.word.store(0, Release);
        result
    }
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            word: AtomicU8::new(0),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            match bytecode {
                Bytecode::Work => self.with(|| machine.work()),
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
