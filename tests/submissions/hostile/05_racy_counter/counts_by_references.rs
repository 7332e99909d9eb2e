//! graded: forbidden construct
//! unscanned: proved
//!
//! Counts by the owners of std's Arc, which no check sees: between reading the count and
//! counting, another thread may come.

use std::mem::forget;
use std::sync::Arc;

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};

type Shared = Arc<()>;

pub struct Exercise {
    decoy: AtomicU64,
    holders: Shared,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            decoy: AtomicU64::new(0),
            holders: Shared::new(()),
        }
    }

    fn increment(&self) {
        self.decoy.store(1, SeqCst);
        let seen = Shared::strong_count(&self.holders);
        let [one, other] = [(); 2].map(|()| Shared::clone(&self.holders));
        forget(one);
        if Shared::strong_count(&self.holders) != seen + 2 {
            forget(other);
        }
    }

    fn get(&self) -> u64 {
        Shared::strong_count(&self.holders) as u64 - 1
    }
}
