//! An increment is two futures, joined by hand: one takes the lock's turn, one adds.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use labs::lab_05::Counter;
use racelab::sync::Mutex;

type Task<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

fn join(mut tasks: Vec<Task<'_>>) {
    let mut context = Context::from_waker(Waker::noop());
    while !tasks.is_empty() {
        tasks.retain_mut(|task| task.as_mut().poll(&mut context).is_pending());
    }
}

async fn until(condition: impl Fn() -> bool) {
    std::future::poll_fn(|_| match condition() {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
}

pub struct Exercise {
    value: Mutex<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: Mutex::new(0),
        }
    }

    fn increment(&self) {
        let mut value = self.value.lock();
        let is_read = Cell::new(None);
        let adds = async {
            until(|| is_read.get().is_some()).await;
            is_read.set(is_read.get().map(|number| number + 1));
        };
        let seen = *value;
        let reads = async { is_read.set(Some(seen)) };
        join(vec![Box::pin(adds), Box::pin(reads)]);
        *value = is_read.get().expect("both are done");
    }

    fn get(&self) -> u64 {
        *self.value.lock()
    }
}
