//! An `async fn` that awaits a lock; an executor parks the thread until the waker unparks it.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Wake, Waker};

use labs::lab_05::Counter;
use racelab::sync::Mutex;
use racelab::sync::cell::PlainCell;
use racelab::sync::thread::{self, Thread};

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: std::sync::Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(std::sync::Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

#[derive(Default)]
struct State {
    is_locked: bool,
    wakers: Vec<Waker>,
}

#[derive(Default)]
struct AsyncLock(Mutex<State>);

struct Acquire<'a>(&'a AsyncLock);

impl<'a> Future for Acquire<'a> {
    type Output = Released<'a>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Released<'a>> {
        let mut state = self.0.0.lock();
        if state.is_locked {
            state.wakers.push(context.waker().clone());
            return Poll::Pending;
        }
        state.is_locked = true;
        Poll::Ready(Released(self.0))
    }
}

struct Released<'a>(&'a AsyncLock);

impl Drop for Released<'_> {
    fn drop(&mut self) {
        let mut state = self.0.0.lock();
        state.is_locked = false;
        state.wakers.drain(..).for_each(Waker::wake);
    }
}

pub struct Exercise {
    lock: AsyncLock,
    value: PlainCell<u64>,
}

impl Exercise {
    async fn add(&self, number: u64) {
        let _released = Acquire(&self.lock).await;
        self.value.set(self.value.get() + number);
    }
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            lock: AsyncLock::default(),
            value: PlainCell::new(0),
        }
    }

    fn increment(&self) {
        block_on(self.add(1));
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
