//! graded: memory limit
//!
//! Asks for too much memory at once.

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
        drop(std::hint::black_box(vec![1_u8; 1 << 40]));
        self.value.fetch_add(1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
