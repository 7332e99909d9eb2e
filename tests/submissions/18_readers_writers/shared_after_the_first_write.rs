//! verdict: no concurrency
//!
//! Readers share the gate only after the first write.

use labs::lab_18::Gate;
use racelab::sync::{Condvar, Mutex};
#[derive(Default)]

struct In {
    readers: u64,
    writing: bool,
    waiting: u64,
    written: bool,
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
        while i.writing || i.waiting > 0 || i.readers > 0 && !i.written {
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
        i.written = true;
        drop(i);
        let r = f();
        self.inside.lock().writing = false;
        self.changed.notify_all();
        r
    }
}
