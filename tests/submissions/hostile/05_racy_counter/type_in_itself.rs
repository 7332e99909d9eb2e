//! graded: does not compile
//!
//! Has a type for each type.

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
        deeper(1_u8);
        self.value.fetch_add(1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}

#[allow(unconditional_recursion)]
fn deeper<T>(of: T) {
    deeper((of, 1_u8));
}
