//! A lock that is handed over to parked waiters.

use std::collections::VecDeque;

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Release},
};
use racelab::sync::thread::{self, Thread};
use racelab::sync::{Arc, Mutex};

struct Waiter {
    thread: Thread,
    may_go: AtomicBool,
}

enum State {
    Free,
    Held(VecDeque<Arc<Waiter>>),
}

pub struct Exercise {
    state: Mutex<State>,
}

impl Exercise {
    fn acquire(&self) {
        let waiter = match &mut *self.state.lock() {
            free @ State::Free => {
                *free = State::Held(VecDeque::new());
                return;
            }
            State::Held(queue) => {
                let may_go = AtomicBool::new(false);
                queue.push_back(Arc::new(Waiter {
                    thread: thread::current(),
                    may_go,
                }));
                queue.back().cloned()
            }
        };
        while waiter
            .as_ref()
            .is_some_and(|waiter| !waiter.may_go.load(Acquire))
        {
            thread::park();
        }
    }

    fn release(&self) {
        let mut state = self.state.lock();
        match &mut *state {
            State::Free => unreachable!("it is held"),
            State::Held(queue) => match queue.pop_front() {
                Some(waiter) => {
                    waiter.may_go.store(true, Release);
                    waiter.thread.unpark();
                }
                None => *state = State::Free,
            },
        }
    }
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            state: Mutex::new(State::Free),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            match bytecode {
                Bytecode::Work => {
                    self.acquire();
                    machine.work();
                    self.release();
                }
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
