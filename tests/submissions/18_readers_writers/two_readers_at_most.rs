//! verdict: no concurrency
//!
//! The third reader waits until one of two others leaves.

use labs::lab_18::Gate;
use racelab::sync::{Condvar, Mutex};
#[derive(Default)]

struct In {
    readers: u64,
    writing: bool,
    waiting: u64,
}

pub struct Exercise {
    inside: Mutex<In>,
    changed: Condvar,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            inside: Mutex::new(In::default()),
            changed: Condvar::new(),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut i = self.inside.lock();
        while i.writing || i.waiting > 0 || i.readers == 2 {
            self.changed.wait(&mut i);
        }
        i.readers += 1;
        drop(i);
        let r = f();
        self.inside.lock().readers -= 1;
        self.changed.notify_all();
        r
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut i = self.inside.lock();
        i.waiting += 1;
        while i.writing || i.readers > 0 {
            self.changed.wait(&mut i);
        }
        i.waiting -= 1;
        i.writing = true;
        drop(i);
        let r = f();
        self.inside.lock().writing = false;
        self.changed.notify_all();
        r
    }
}
