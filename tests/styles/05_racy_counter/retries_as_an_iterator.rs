//! The retries of a compare-exchange as an iterator.

use std::iter;

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

pub struct Exercise {
    value: AtomicU64,
}

impl Exercise {
    fn tries(&self) -> impl Iterator<Item = bool> {
        iter::repeat_with(|| {
            let seen = self.value.load(Relaxed);
            self.value
                .compare_exchange_weak(seen, seen + 1, Relaxed, Relaxed)
                .is_ok()
        })
    }
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: AtomicU64::new(0),
        }
    }

    fn increment(&self) {
        self.tries().find(|has_won| *has_won);
    }

    fn get(&self) -> u64 {
        self.value.load(Relaxed)
    }
}
