//! verdict: proved
//!
//! Each thread that has work draws a ticket, and waits until its number is called.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::atomic::{AtomicU64, Ordering::*};
use racelab::sync::hint;

pub struct Exercise {
    drawn: AtomicU64,
    called: AtomicU64,
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            drawn: AtomicU64::new(0),
            called: AtomicU64::new(0),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            match bytecode {
                Bytecode::Work => {
                    let own = self.drawn.fetch_add(1, Relaxed);
                    while self.called.load(Acquire) != own {
                        hint::spin_loop();
                    }
                    machine.work();
                    self.called.store(own + 1, Release);
                }
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
