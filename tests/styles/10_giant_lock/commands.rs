//! The program becomes commands in boxes, each of which knows whether it needs the lock.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::Mutex;

trait Command {
    fn needs_the_lock(&self) -> bool;
    fn execute(&self, machine: &mut dyn Machine);
}

struct Work;
struct Sleep;

impl Command for Work {
    fn needs_the_lock(&self) -> bool {
        true
    }

    fn execute(&self, machine: &mut dyn Machine) {
        machine.work();
    }
}

impl Command for Sleep {
    fn needs_the_lock(&self) -> bool {
        false
    }

    fn execute(&self, machine: &mut dyn Machine) {
        machine.sleep();
    }
}

fn compiled(program: &[Bytecode]) -> Vec<Box<dyn Command>> {
    let command = |bytecode: &Bytecode| -> Box<dyn Command> {
        match bytecode {
            Bytecode::Work => Box::new(Work),
            Bytecode::Sleep => Box::new(Sleep),
        }
    };
    program.iter().map(command).collect()
}

pub struct Exercise {
    lock: Mutex<()>,
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            lock: Mutex::new(()),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for command in compiled(program) {
            let guard = command.needs_the_lock().then(|| self.lock.lock());
            command.execute(machine);
            drop(guard);
        }
    }
}
