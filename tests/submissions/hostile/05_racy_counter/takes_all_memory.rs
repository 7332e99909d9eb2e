//! graded: memory limit
//!
//! Asks for more and more memory.

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
        let mut hoard = Vec::new();
        while std::hint::black_box(true) {
            hoard.push(vec![0_u8; 1 << 20]);
        }
        self.value.fetch_add(1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
