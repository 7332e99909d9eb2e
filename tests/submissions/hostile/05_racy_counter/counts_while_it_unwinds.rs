//! graded: lost update
//!
//! Counts in a destructor, while the thread unwinds from a panic that runs no hook and
//! is caught: the checker still sees the destructor's operations.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use labs::lab_05::Counter;
use racelab::sync::Mutex;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};

struct Later<'a>(&'a Mutex<u64>);

impl Drop for Later<'_> {
    fn drop(&mut self) {
        let seen = *self.0.lock();
        *self.0.lock() = seen + 1;
    }
}

pub struct Exercise {
    decoy: AtomicU64,
    value: Mutex<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            decoy: AtomicU64::new(0),
            value: Mutex::new(0),
        }
    }

    fn increment(&self) {
        self.decoy.store(1, SeqCst);
        let thrown = catch_unwind(AssertUnwindSafe(|| {
            let _later = Later(&self.value);
            resume_unwind(Box::new(()))
        }));
        drop(thrown);
    }

    fn get(&self) -> u64 {
        *self.value.lock()
    }
}
