//! A giant lock that knows its threads by `Weak`s, and a thread that knows its lock by an `Arc`.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::{Arc, Mutex, Weak};

struct Giant {
    threads: Mutex<Vec<Weak<Thread>>>,
    lock: Mutex<()>,
}

struct Thread {
    giant: Arc<Giant>,
}

impl Thread {
    fn begin(giant: &Arc<Giant>) -> Arc<Self> {
        let thread = Arc::new(Self {
            giant: Arc::clone(giant),
        });
        giant.threads.lock().push(Arc::downgrade(&thread));
        thread
    }

    fn execute(&self, bytecode: Bytecode, machine: &mut dyn Machine) {
        match bytecode {
            Bytecode::Work => {
                let _guard = self.giant.lock.lock();
                machine.work();
            }
            Bytecode::Sleep => machine.sleep(),
        }
    }
}

pub struct Exercise {
    giant: Arc<Giant>,
}

impl Interpreter for Exercise {
    fn new() -> Self {
        let threads = Mutex::new(Vec::new());
        Self {
            giant: Arc::new(Giant {
                threads,
                lock: Mutex::new(()),
            }),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        let thread = Thread::begin(&self.giant);
        program
            .iter()
            .for_each(|code| thread.execute(*code, machine));
    }
}
