//! verdict: deadlock
//!
//! One condition variable, and notify_one: the last reader may wake another reader, which finds
//! that a writer waits and goes back to sleep. The writer sleeps on.

use labs::lab_18::Gate;
use racelab::sync::{Condvar, Mutex};

#[derive(Default)]
struct Inside {
    readers: usize,
    is_written: bool,
    writers_waiting: usize,
}

pub struct Exercise {
    inside: Mutex<Inside>,
    changed: Condvar,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            inside: Mutex::new(Inside::default()),
            changed: Condvar::new(),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut inside = self.inside.lock();
        while inside.is_written || inside.writers_waiting > 0 {
            self.changed.wait(&mut inside);
        }
        inside.readers += 1;
        drop(inside);
        let result = f();
        let mut inside = self.inside.lock();
        inside.readers -= 1;
        if inside.readers == 0 {
            self.changed.notify_one();
        }
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
        drop(inside);
        let result = f();
        let mut inside = self.inside.lock();
        inside.is_written = false;
        self.changed.notify_one();
        result
    }
}
