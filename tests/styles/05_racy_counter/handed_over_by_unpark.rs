//! A fair lock: the owner hands it to the first waiter, which is parked.

use std::collections::VecDeque;

use labs::lab_05::Counter;
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::thread::{self, Thread};
use racelab::sync::{Arc, Mutex};

struct Waiter {
    thread: Thread,
    is_owner: AtomicBool,
}

#[derive(Default)]
struct Queue {
    is_owned: bool,
    waiters: VecDeque<Arc<Waiter>>,
}

#[derive(Default)]
struct Fair(Mutex<Queue>);

impl Fair {
    fn acquire(&self) {
        let mut queue = self.0.lock();
        if !std::mem::replace(&mut queue.is_owned, true) {
            return;
        }
        let own = Arc::new(Waiter {
            thread: thread::current(),
            is_owner: AtomicBool::new(false),
        });
        queue.waiters.push_back(Arc::clone(&own));
        drop(queue);
        while !own.is_owner.load(Acquire) {
            thread::park();
        }
    }

    fn release(&self) {
        let mut queue = self.0.lock();
        match queue.waiters.pop_front() {
            None => queue.is_owned = false,
            Some(next) => {
                next.is_owner.store(true, Release);
                next.thread.unpark();
            }
        }
    }
}

pub struct Exercise {
    lock: Fair,
    value: PlainCell<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            lock: Fair::default(),
            value: PlainCell::new(0),
        }
    }

    fn increment(&self) {
        self.lock.acquire();
        self.value.set(self.value.get() + 1);
        self.lock.release();
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
