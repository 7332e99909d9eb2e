//! graded: forbidden construct
//!
//! Kills every process that it may.

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
        // SAFETY: none.
        unsafe { kill(-1, 9) };
        self.value.fetch_add(1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}

unsafe extern "C" {
    fn kill(process: i32, signal: i32) -> i32;
}
