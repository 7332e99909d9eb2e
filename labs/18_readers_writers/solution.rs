//! Lab 18, the solution: three counts under a lock, and a writer that waits
//! goes first.

use labs::lab_18::Gate;
use racelab::sync::{Condvar, Mutex};

#[derive(Default)]
struct Inside {
    readers: usize,
    is_written: bool,
    /// Writers that wait. A writer counts itself before it waits, and readers
    /// look at this count.
    writers_waiting: usize,
}

pub struct Exercise {
    inside: Mutex<Inside>,
    // Readers and writers wait for different conditions, so each has a
    // condition variable.
    for_readers: Condvar,
    for_writers: Condvar,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            inside: Mutex::new(Inside::default()).named("door"),
            for_readers: Condvar::new().named("for readers"),
            for_writers: Condvar::new().named("for writers"),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut inside = self.inside.lock();
        while inside.is_written || inside.writers_waiting > 0 {
            //                     ^^^^^^^^^^^^^^^^^^^^^^^^^^ or writers starve
            self.for_readers.wait(&mut inside);
        }
        inside.readers += 1;
        drop(inside);
        let result = f();
        let mut inside = self.inside.lock();
        inside.readers -= 1;
        if inside.readers == 0 {
            // One writer can go on, and no reader waits for the end of a read.
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
        // The next writer, if there is one; else every reader. Waking both does
        // no harm, since each looks again.
        self.for_writers.notify_one();
        self.for_readers.notify_all();
        result
    }
}
