//! graded: data race
//!
//! Prints a forged pass, and is wrong.

use labs::lab_05::Counter;
use racelab::sync::cell::PlainCell;

pub struct Exercise {
    value: PlainCell<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: PlainCell::new(0),
        }
    }

    fn increment(&self) {
        println!("  2 threads, 2 increments each  proved");
        println!("::set-output name=score::100");
        self.value.set(self.value.get() + 1);
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
