//! graded: time limit
//! earned: 5
//!
//! The third thread loops for ever.

use labs::lab_05::Counter;
use racelab::sync::Mutex;
use racelab::sync::thread::{self, ThreadId};

pub struct Exercise {
    value: Mutex<u64>,
    seen: Mutex<Vec<ThreadId>>,
}

fn third() {
    let mut spin = 0_u64;
    loop {
        spin = std::hint::black_box(spin.wrapping_add(1));
    }
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
