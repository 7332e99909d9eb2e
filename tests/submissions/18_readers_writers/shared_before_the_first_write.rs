//! verdict: no concurrency
//!
//! Readers share the gate until a writer has come. From then on each thread goes in alone.

use labs::lab_18::Gate;
use racelab::sync::{Condvar, Mutex};

#[derive(Default)]
struct Inside {
    readers: u64,
    is_written: bool,
    writers_waiting: u64,
    has_been_written: bool,
}

pub struct Exercise {
    inside: Mutex<Inside>,
    changed: Condvar,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            inside: Mutex::new(Inside::default()).named("inside"),
            changed: Condvar::new().named("changed"),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut inside = self.inside.lock();
        while inside.is_written
            || inside.writers_waiting > 0
            || inside.has_been_written && inside.readers > 0
        {
            self.changed.wait(&mut inside);
        }
        inside.readers += 1;
        drop(inside);
        let result = f();
        self.inside.lock().readers -= 1;
        self.changed.notify_all();
        result
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut inside = self.inside.lock();
        inside.writers_waiting += 1;
        while inside.is_written || inside.readers > 0 {
            self.changed.wait(&mut inside);
        }
        inside.writers_waiting -= 1;
        inside.is_written = true;
        inside.has_been_written = true;
        drop(inside);
        let result = f();
        self.inside.lock().is_written = false;
        self.changed.notify_all();
        result
    }
}
