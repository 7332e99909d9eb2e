//! verdict: deadlock
//!
//! The count of writers that wait is a static, and a new gate sets it to 0.

use labs::lab_18::Gate;
use racelab::sync::atomic::{AtomicU64, Ordering::*};
use racelab::sync::{Condvar, Mutex};

static WAITING: AtomicU64 = AtomicU64::const_new(0);
#[derive(Default)]

struct In {
    readers: u64,
    writing: bool,
}

pub struct Exercise {
    inside: Mutex<In>,
    changed: Condvar,
}

impl Gate for Exercise {
    fn new() -> Self {
        WAITING.store(0, SeqCst);
        Self {
            inside: Mutex::new(In::default()),
            changed: Condvar::new(),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut i = self.inside.lock();
        while i.writing || WAITING.load(SeqCst) > 0 {
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
        WAITING.fetch_add(1, SeqCst);
        while i.writing || i.readers > 0 {
            self.changed.wait(&mut i);
        }
        WAITING.fetch_sub(1, SeqCst);
        i.writing = true;
        drop(i);
        let r = f();
        self.inside.lock().writing = false;
        self.changed.notify_all();
        r
    }
}
