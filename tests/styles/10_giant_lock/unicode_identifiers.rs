//! Identifiers in Polish, Hebrew and Korean.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::Mutex;

pub struct Exercise {
    główna_blokada: Mutex<()>,
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            główna_blokada: Mutex::new(()).named("główna blokada"),
        }
    }

    fn run(&self, תוכנית: &[Bytecode], machine: &mut dyn Machine) {
        for 명령 in תוכנית {
            match 명령 {
                Bytecode::Work => {
                    let _strażnik = self.główna_blokada.lock();
                    machine.work();
                }
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
