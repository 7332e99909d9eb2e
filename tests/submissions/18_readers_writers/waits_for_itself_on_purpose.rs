//! verdict: wrong outcome
//!
//! Readers go first. Only a thread that reads already, which it knows by its name, waits for a
//! writer that waits: so the one deadlock is there that the check looks for.

use labs::lab_18::Gate;
use racelab::sync::{Condvar, Mutex, thread};

#[derive(Default)]
struct Inside {
    readers: Vec<Option<thread::ThreadId>>,
    is_written: bool,
    writers_waiting: u64,
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
        let me = Some(thread::current().id());
        let mut inside = self.inside.lock();
        while inside.is_written || inside.writers_waiting > 0 && inside.readers.contains(&me) {
            self.changed.wait(&mut inside);
        }
        inside.readers.push(me);
        drop(inside);
        let result = f();
        let mut inside = self.inside.lock();
        if let Some(at) = inside.readers.iter().position(|reader| *reader == me) {
            inside.readers.swap_remove(at);
        }
        self.changed.notify_all();
        result
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut inside = self.inside.lock();
        inside.writers_waiting += 1;
        while inside.is_written || !inside.readers.is_empty() {
            self.changed.wait(&mut inside);
        }
        inside.writers_waiting -= 1;
        inside.is_written = true;
        drop(inside);
        let result = f();
        let mut inside = self.inside.lock();
        inside.is_written = false;
        self.changed.notify_all();
        result
    }
}
