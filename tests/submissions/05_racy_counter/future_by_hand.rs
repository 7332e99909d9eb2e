//! verdict: proved
//!
//! An increment is a future, which is polled until it is ready.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{self, Context, Poll, Wake, Waker};

use labs::lab_05::Counter;
use racelab::sync::Mutex;

pub struct Exercise {
    value: Mutex<u64>,
}

/// Is ready when it is polled for the second time.
struct Increment<'a> {
    counter: &'a Exercise,
    is_begun: bool,
}

impl Future for Increment<'_> {
    type Output = u64;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<u64> {
        if !std::mem::replace(&mut self.is_begun, true) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let mut value = self.counter.value.lock();
        *value += 1;
        Poll::Ready(*value)
    }
}

struct Nothing;

impl Wake for Nothing {
    fn wake(self: std::sync::Arc<Self>) {}
}

fn wait_for<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(std::sync::Arc::new(Nothing));
    let mut context = Context::from_waker(&waker);
    loop {
        if let task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: Mutex::new(0).named("value"),
        }
    }

    fn increment(&self) {
        wait_for(Increment {
            counter: self,
            is_begun: false,
        });
    }

    fn get(&self) -> u64 {
        *self.value.lock()
    }
}
