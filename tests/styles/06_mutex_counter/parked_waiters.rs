//! Waiters park in a queue; the owner hands the lock to the first of them.

use std::collections::VecDeque;

use labs::lab_06::{Account, Fields};
use racelab::sync::thread::{self, Thread};
use racelab::sync::{Arc, Mutex, OnceLock};

#[derive(Default)]
struct Queue {
    is_owned: bool,
    waiters: VecDeque<(Thread, Arc<OnceLock<()>>)>,
}

pub struct Exercise {
    queue: Mutex<Queue>,
    fields: Fields,
}

struct Owner<'a>(&'a Exercise);

impl Exercise {
    fn own(&self) -> Owner<'_> {
        let mut queue = self.queue.lock();
        if !queue.is_owned {
            queue.is_owned = true;
            return Owner(self);
        }
        let is_ours = Arc::new(OnceLock::new());
        queue
            .waiters
            .push_back((thread::current(), Arc::clone(&is_ours)));
        drop(queue);
        while is_ours.get().is_none() {
            thread::park();
        }
        Owner(self)
    }
}

impl Drop for Owner<'_> {
    fn drop(&mut self) {
        let mut queue = self.0.queue.lock();
        if let Some((thread, is_theirs)) = queue.waiters.pop_front() {
            is_theirs.set(()).expect("it is handed over once");
            thread.unpark();
        } else {
            queue.is_owned = false;
        }
    }
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            queue: Mutex::default(),
            fields,
        }
    }

    fn transfer(&self, amount: u64) {
        let Owner(Self { fields, .. }) = &self.own();
        fields.checking.set(fields.checking.get() - amount);
        fields.savings.set(fields.savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        let owner = self.own();
        (owner.0.fields.checking.get(), owner.0.fields.savings.get())
    }
}
