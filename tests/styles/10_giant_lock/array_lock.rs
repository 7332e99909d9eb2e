//! An array lock for up to `SLOTS` threads.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::hint;

pub struct Slots<const SLOTS: usize> {
    tail: AtomicUsize,
    may_go: [AtomicBool; SLOTS],
}

pub type Exercise = Slots<4>;

impl<const SLOTS: usize> Interpreter for Slots<SLOTS> {
    fn new() -> Self {
        Self {
            tail: AtomicUsize::new(0),
            may_go: std::array::from_fn(|slot| AtomicBool::new(slot == 0)),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            match bytecode {
                Bytecode::Sleep => machine.sleep(),
                Bytecode::Work => {
                    let slot = self.tail.fetch_add(1, Relaxed) % SLOTS;
                    // The swap reads the newest value; a load could read one from before.
                    while !self.may_go[slot].swap(false, Acquire) {
                        hint::spin_loop();
                    }
                    machine.work();
                    self.may_go[(slot + 1) % SLOTS].store(true, Release);
                }
            }
        }
    }
}
