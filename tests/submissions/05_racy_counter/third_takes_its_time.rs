//! verdict: proved
//!
//! The third thread has more work, and finishes it.

use labs::lab_05::Counter;
use racelab::sync::Mutex;
use racelab::sync::thread::{self, ThreadId};

pub struct Exercise {
    value: Mutex<u64>,
    seen: Mutex<Vec<ThreadId>>,
}

/// Adds up all numbers below a thousand, and returns.
fn third() {
    let sum: u64 = (0..1_000_u64).map(std::hint::black_box).sum();
    assert_eq!(sum, 499_500);
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: Mutex::new(0).named("value"),
            seen: Mutex::new(vec![]).named("seen"),
        }
    }

    fn increment(&self) {
        let me = thread::current().id();
        let many = {
            let mut seen = self.seen.lock();
            if !seen.contains(&me) {
                seen.push(me);
            }
            seen.len()
        };
        if many > 2 {
            third();
        }
        *self.value.lock() += 1;
    }

    fn get(&self) -> u64 {
        *self.value.lock()
    }
}
