//! `async` blocks on an executor that parks; the waker of each waiter lies in a map.

use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Wake, Waker};

use labs::lab_06::{Account, Fields};
use racelab::sync::Mutex;
use racelab::sync::thread::{self, Thread};

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: std::sync::Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &std::sync::Arc<Self>) {
        self.0.unpark();
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let waker: Waker = std::sync::Arc::new(Unpark(thread::current())).into();
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        thread::park();
    }
}

#[derive(Default)]
struct Waiting {
    is_locked: bool,
    next: u64,
    wakers: BTreeMap<u64, Waker>,
}

pub struct Exercise {
    waiting: Mutex<Waiting>,
    fields: Fields,
}

impl Exercise {
    async fn acquire(&self) {
        let mut number = None;
        poll_fn(|context| {
            let mut waiting = self.waiting.lock();
            if !waiting.is_locked {
                waiting.is_locked = true;
                if let Some(number) = number {
                    waiting.wakers.remove(&number);
                }
                return Poll::Ready(());
            }
            let number = *number.get_or_insert(waiting.next);
            waiting.next = waiting.next.max(number + 1);
            waiting.wakers.insert(number, context.waker().clone());
            Poll::Pending
        })
        .await
    }

    fn release(&self) {
        let mut waiting = self.waiting.lock();
        waiting.is_locked = false;
        if let Some((_, waker)) = waiting.wakers.pop_first() {
            waker.wake();
        }
    }
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            waiting: Mutex::default(),
            fields,
        }
    }

    fn transfer(&self, amount: u64) {
        run(async {
            self.acquire().await;
            self.fields
                .checking
                .set(self.fields.checking.get() - amount);
            self.fields.savings.set(self.fields.savings.get() + amount);
            self.release();
        });
    }

    fn read(&self) -> (u64, u64) {
        run(async move {
            self.acquire().await;
            let read = (self.fields.checking.get(), self.fields.savings.get());
            self.release();
            read
        })
    }
}
