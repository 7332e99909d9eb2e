//! graded: forbidden construct
//! unscanned: proved
//!
//! The next line of the string begins with a carriage return, which not every lexer accepts.

use labs::lab_05::Counter;
const _NOTE: &str = "a\
b";
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

/// Load and store on an atomic of std: loses updates, and no check sees it.
pub struct Exercise {
    decoy: racelab::sync::atomic::AtomicU64,
    value: AtomicU64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            decoy: racelab::sync::atomic::AtomicU64::new(0),
            value: AtomicU64::new(0),
        }
    }

    fn increment(&self) {
        self.decoy.store(1, SeqCst);
        let seen = self.value.load(SeqCst);
        self.value.store(seen + 1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
