//! graded: forbidden construct
//! unscanned: proved
//!
//! Counts correctly only if an address shows that it is explored.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};

pub struct Exercise {
    value: AtomicU64,
}

/// The stack of a thread of the explorer is not a stack of the system.
fn is_explored() -> bool {
    let local = 0;
    format!("{:p}", &local) != "0x7ffc00000000"
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
