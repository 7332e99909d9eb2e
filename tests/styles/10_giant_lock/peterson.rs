//! Peterson's algorithm between two sides; threads alternate between them.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{Relaxed, SeqCst},
};
use racelab::sync::{Mutex, hint};

#[derive(Default)]
pub struct Exercise {
    sides: AtomicUsize,
    /// Of each side one thread at a time takes part.
    gates: [Mutex<()>; 2],
    wants: [AtomicBool; 2],
    yields: AtomicUsize,
}

impl Exercise {
    fn work(&self, side: usize, machine: &mut dyn Machine) {
        let _gate = self.gates[side].lock();
        self.wants[side].store(true, SeqCst);
        self.yields.store(side, SeqCst);
        while self.wants[1 - side].load(SeqCst) && self.yields.load(SeqCst) == side {
            hint::spin_loop();
        }
        machine.work();
        self.wants[side].store(false, SeqCst);
    }
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self::default()
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        let side = self.sides.fetch_add(1, Relaxed) % 2;
        for bytecode in program {
            match bytecode {
                Bytecode::Work => self.work(side, machine),
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
