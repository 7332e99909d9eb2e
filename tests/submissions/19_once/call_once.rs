//! verdict: proved
//! graded: forbidden construct
//!
//! A cell that `Once` guards: `Once` is the part that the exercise is to build.

use labs::lab_19::Lazy;
use racelab::sync::Once;
use racelab::sync::cell::PlainCell;

pub struct Exercise {
    once: Once,
    value: PlainCell<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            once: Once::new(),
            value: PlainCell::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        self.once.call_once(|| self.value.set(make()));
        self.value.get()
    }
}
