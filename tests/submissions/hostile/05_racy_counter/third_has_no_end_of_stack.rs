//! graded: stack overflow
//! earned: 5
//!
//! The third thread calls itself endlessly.

use labs::lab_05::Counter;
use racelab::sync::Mutex;
use racelab::sync::thread::{self, ThreadId};

pub struct Exercise {
    value: Mutex<u64>,
    seen: Mutex<Vec<ThreadId>>,
}

fn third() {
    deeper(&[0; 64]);
}

fn deeper(above: &[u8; 64]) -> u8 {
    let here = [above[0].wrapping_add(1); 64];
    std::hint::black_box(deeper(&here)) + here[1]
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
