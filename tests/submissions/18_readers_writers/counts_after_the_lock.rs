//! verdict: data race
//!
//! Reads the data without the lock, as it must; but a reader counts itself only when it leaves.

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
    for_readers: Condvar,
    for_writers: Condvar,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            inside: Mutex::new(Inside::default()),
            for_readers: Condvar::new(),
            for_writers: Condvar::new(),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut inside = self.inside.lock();
        while inside.is_written || inside.writers_waiting > 0 {
            self.for_readers.wait(&mut inside);
        }
        drop(inside);
        let result = f();
        let mut inside = self.inside.lock();
        inside.readers += 1;
        inside.readers -= 1;
        if inside.readers == 0 {
            self.for_writers.notify_one();
        }
        result
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut inside = self.inside.lock();
        inside.writers_waiting += 1;
        while inside.is_written || inside.readers > 0 {
            self.for_writers.wait(&mut inside);
        }
        inside.writers_waiting -= 1;
        inside.is_written = true;
        drop(inside);
        let result = f();
        let mut inside = self.inside.lock();
        inside.is_written = false;
        self.for_writers.notify_one();
        self.for_readers.notify_all();
        result
    }
}
