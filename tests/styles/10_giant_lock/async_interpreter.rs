//! The interpreter is an `async fn` that awaits the lock; its executor parks.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Wake, Waker};

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::Mutex;
use racelab::sync::thread::{self, Thread};

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: std::sync::Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(std::sync::Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(result) => break result,
            Poll::Pending => thread::park(),
        }
    }
}

pub struct Exercise {
    /// Whether the lock is held, and the wakers of the waiters.
    state: Mutex<(bool, Vec<Waker>)>,
}

impl Exercise {
    fn acquire(&self) -> impl Future<Output = ()> {
        poll_fn(|context| {
            let (is_held, wakers) = &mut *self.state.lock();
            if *is_held {
                wakers.push(context.waker().clone());
                return Poll::Pending;
            }
            *is_held = true;
            Poll::Ready(())
        })
    }

    fn release(&self) {
        let (is_held, wakers) = &mut *self.state.lock();
        *is_held = false;
        wakers.drain(..).for_each(|waker| waker.wake());
    }

    async fn execute(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            match bytecode {
                Bytecode::Work => {
                    self.acquire().await;
                    machine.work();
                    self.release();
                }
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}

impl Interpreter for Exercise {
    fn new() -> Self {
        Self {
            state: Mutex::default(),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        block_on(self.execute(program, machine));
    }
}
