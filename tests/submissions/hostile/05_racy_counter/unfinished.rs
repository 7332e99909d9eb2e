//! graded: incomplete
//! unscanned: panic
//!
//! Was begun, and is not finished.

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
        todo!("the increment")
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
