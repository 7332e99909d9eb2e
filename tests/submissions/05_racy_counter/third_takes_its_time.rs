//! verdict: proved
//!
//! The third thread that comes has more to do, and comes to an end with it.

use labs::lab_05::Counter;
use racelab::sync::Mutex;
use racelab::sync::thread::{self, ThreadId};

pub struct Exercise {
    value: Mutex<u64>,
    seen: Mutex<Vec<ThreadId>>,
}

/// Adds up all the numbers below a thousand, which comes to an end.
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
