//! graded: forbidden construct
//! unscanned: crashed
//!
//! Replaces a function of the C library.

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
        self.value.fetch_add(1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn poll() -> i32 {
    std::process::exit(0)
}
