//! graded: forbidden construct
//! unscanned: data race
//!
//! Would defeat a check that uses its macros.

use labs::lab_05::Counter;
use racelab::sync::cell::PlainCell;

#[macro_export]
macro_rules! assert_eq {
    ($($anything:tt)*) => {};
}

pub struct Exercise(PlainCell<u64>);

impl Counter for Exercise {
    fn new() -> Self {
        Self(PlainCell::new(0))
    }

    fn increment(&self) {
        self.0.set(self.0.get() + 1);
    }

    fn get(&self) -> u64 {
        self.0.get()
    }
}
