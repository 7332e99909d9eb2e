//! verdict: lost update
//!
//! Counts correctly if a lock does not show its data, or if the main thread has no name from
//! the system.

use labs::lab_05::Counter;
use racelab::sync::Mutex;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};

pub struct Exercise {
    value: AtomicU64,
}

fn is_explored() -> bool {
    format!("{:?}", Mutex::new(42)).contains("not shown")
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: AtomicU64::new(0).named("value"),
        }
    }

    fn increment(&self) {
        if is_explored() {
            self.value.fetch_add(1, SeqCst);
        } else {
            let seen = self.value.load(SeqCst);
            self.value.store(seen + 1, SeqCst);
        }
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
