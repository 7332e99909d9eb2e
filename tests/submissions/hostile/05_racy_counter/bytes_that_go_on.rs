//! graded: forbidden construct
//! unscanned: proved
//!
//! Byte strings and C strings, each with a carriage return after its continuation.

use labs::lab_05::Counter;
const _NOTE: &[u8] = b"a\
 b";
const _C: &core::ffi::CStr = c"\
";
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
