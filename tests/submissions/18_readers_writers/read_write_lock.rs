//! verdict: proved
//! graded: forbidden construct
//!
//! The library's lock: right, but the exercise is to build it.

use labs::lab_18::Gate;
use racelab::sync::RwLock;

pub struct Exercise {
    lock: RwLock<()>,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            lock: RwLock::new(()),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        let _held = self.lock.read();
        f()
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let _held = self.lock.write();
        f()
    }
}
