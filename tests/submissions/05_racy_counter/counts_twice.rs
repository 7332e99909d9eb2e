//! verdict: wrong outcome
//!
//! Makes sure of the increment by repeating it if the exchange failed, and also
//! if it had not failed.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};

pub struct Exercise {
    value: AtomicU64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: AtomicU64::new(0).named("value"),
        }
    }

    fn increment(&self) {
        let before = self.value.fetch_add(1, SeqCst);
        if self.value.load(SeqCst) <= before + 1 {
            return;
        }
        // Another thread counted meanwhile: this increment may have been lost.
        self.value.fetch_add(1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
