//! graded: forbidden construct
//! unscanned: wrong outcome
//!
//! Has a static that outlives every execution.

use std::sync::atomic::AtomicU64 as Real;

static TOTAL: Real = Real::new(0);

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};

pub struct Exercise {
    value: AtomicU64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: AtomicU64::new(0),
        }
    }

    fn increment(&self) {
        TOTAL.fetch_add(1, SeqCst);
        self.value.fetch_add(1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst) + TOTAL.load(SeqCst) / 100
    }
}
