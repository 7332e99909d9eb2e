//! verdict: proved
//!
//! Each counter has its own count; a static also counts all of them, which is unnecessary.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

static IN_ALL: AtomicU64 = AtomicU64::const_new(0);

pub struct Exercise {
    own: AtomicU64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            own: AtomicU64::new(0),
        }
    }

    fn increment(&self) {
        self.own.fetch_add(1, Relaxed);
        IN_ALL.fetch_add(1, Relaxed);
    }

    fn get(&self) -> u64 {
        self.own.load(Relaxed)
    }
}
