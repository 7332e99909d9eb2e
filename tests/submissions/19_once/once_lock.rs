//! verdict: proved
//! graded: forbidden construct
//!
//! The library's OnceLock: right, but the exercise is to build it.

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
