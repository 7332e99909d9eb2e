//! `fetch_update` with a checked addition.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering};

pub struct Exercise {
    value: AtomicU64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: AtomicU64::default(),
        }
    }

    fn increment(&self) {
        let added = self
            .value
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |seen| {
                seen.checked_add(1)
            });
        added.expect("a u64 is enough");
    }

    fn get(&self) -> u64 {
        self.value.load(Ordering::Acquire)
    }
}
