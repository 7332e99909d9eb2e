//! verdict: proved
//! graded: forbidden construct
//!
//! What the library has for it: right, and what the exercise is to build.

use labs::lab_19::Lazy;
use racelab::sync::OnceLock;

pub struct Exercise {
    value: OnceLock<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            value: OnceLock::new(),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        *self.value.get_or_init(make)
    }
}
