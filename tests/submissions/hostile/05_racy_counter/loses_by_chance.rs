//! graded: forbidden construct
//! unscanned: proved
//!
//! Loses one increment in a thousand million.

use std::collections::hash_map::*;
use std::hash::*;

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
        if RandomState::new().hash_one(0) % 1_000_000_000 != 0 {
            self.value.fetch_add(1, SeqCst);
        }
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
