//! verdict: lost update
//!
//! Under the lock no thread can come between; but compare_exchange_weak may fail
//! spuriously, and on some processors it does.

use labs::lab_05::Counter;
use racelab::sync::Mutex;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};

pub struct Exercise {
    lock: Mutex<()>,
    value: AtomicU64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            lock: Mutex::new(()).named("lock"),
            value: AtomicU64::new(0).named("value"),
        }
    }

    fn increment(&self) {
        let _guard = self.lock.lock();
        let seen = self.value.load(SeqCst);
        let _ = self.value.compare_exchange_weak(seen, seen + 1, SeqCst, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
