//! Lab 05, the exercise: make this counter count.
//!
//! Several threads increment it at the same time, and increments get lost. Fix it
//! in any way you like, but keep the trait. Take locks and atomics from `racelab::sync`,
//! where the checker sees them; `lock()` returns the guard there, with no `unwrap()`.
//!
//! To have it proved:  cargo run --bin 05_racy_counter -- check

use labs::lab_05::Counter;
use racelab::sync::cell::PlainCell;

pub struct Exercise {
    value: PlainCell<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: PlainCell::new(0).named("value"),
        }
    }

    fn increment(&self) {
        let seen = self.value.get();
        self.value.set(seen + 1);
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
