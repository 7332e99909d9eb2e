//! Tickets under a mutex; a condition variable says that the next turn has come.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::{Condvar, Mutex};

#[derive(Default)]
pub struct Exercise {
    tickets: Mutex<Tickets>,
    has_moved: Condvar,
}

#[derive(Default)]
struct Tickets {
    next: u64,
    served: u64,
}

struct Turn<'a>(&'a Exercise);

impl Exercise {
    fn turn(&self) -> Turn<'_> {
        let mut tickets = self.tickets.lock();
        let own = tickets.next;
        tickets.next += 1;
        self.has_moved
            .wait_while(&mut tickets, |tickets| tickets.served < own);
        Turn(self)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut tickets = self.0.tickets.lock();
        tickets.served += 1;
        self.0.has_moved.notify_all();
    }
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self::default()
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        let mut turn = Some(self.turn());
        for bytecode in program {
            match bytecode {
                Bytecode::Work => machine.work(),
                Bytecode::Sleep => {
                    drop(turn.take());
                    machine.sleep();
                    turn = Some(self.turn());
                }
            }
        }
        drop(turn);
    }
}
