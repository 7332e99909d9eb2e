//! A ticket lock, taken for each run of work.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::atomic::{
    AtomicU32,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::hint;

#[derive(Default)]
pub struct Exercise {
    next: AtomicU32,
    served: AtomicU32,
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self::default()
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for alike in program.chunk_by(PartialEq::eq) {
            if alike[0] == Bytecode::Sleep {
                alike.iter().for_each(|_| machine.sleep());
                continue;
            }
            let own = self.next.fetch_add(1, Relaxed);
            while self.served.load(Acquire) != own {
                hint::spin_loop();
            }
            alike.iter().for_each(|_| machine.work());
            self.served.store(own.wrapping_add(1), Release);
        }
    }
}
