//! Generic over a lock whose guard is an associated type with a lifetime.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::{Semaphore, SemaphoreGuard};

pub trait Lock: Send + Sync + 'static {
    type Guard<'a>;

    fn unlocked() -> Self;
    fn hold(&self) -> Self::Guard<'_>;
}

impl Lock for Semaphore {
    type Guard<'a> = SemaphoreGuard<'a>;

    fn unlocked() -> Self {
        Semaphore::new(1)
    }

    fn hold(&self) -> SemaphoreGuard<'_> {
        self.acquire()
    }
}

pub struct Locked<L>(L);

pub type Exercise = Locked<Semaphore>;

impl<L: Lock> Interpreter for Locked<L> {
    fn new() -> Self {
        Self(L::unlocked())
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            match bytecode {
                Bytecode::Work => {
                    let _guard: L::Guard<'_> = self.0.hold();
                    machine.work();
                }
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
