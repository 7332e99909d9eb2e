//! A CLH queue lock.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Release},
};
use racelab::sync::{Arc, Mutex, hint};

#[derive(Default)]
pub struct Exercise {
    tail: Mutex<Arc<AtomicBool>>,
}

impl Exercise {
    fn acquire(&self) -> Arc<AtomicBool> {
        let own = Arc::new(AtomicBool::new(true));
        let before = std::mem::replace(&mut *self.tail.lock(), Arc::clone(&own));
        while before.load(Acquire) {
            hint::spin_loop();
        }
        own
    }
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self::default()
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            match bytecode {
                Bytecode::Work => {
                    let is_held = self.acquire();
                    machine.work();
                    is_held.store(false, Release);
                }
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
