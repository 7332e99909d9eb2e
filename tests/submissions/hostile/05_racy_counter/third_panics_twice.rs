//! graded: crashed
//! earned: 5
//!
//! The third thread panics in a destructor while it unwinds.

use labs::lab_05::Counter;
use racelab::sync::Mutex;
use racelab::sync::thread::{self, ThreadId};

pub struct Exercise {
    value: Mutex<u64>,
    seen: Mutex<Vec<ThreadId>>,
}

struct Twice;

impl Drop for Twice {
    fn drop(&mut self) {
        panic!("and once more");
    }
}

fn third() {
    let _twice = Twice;
    panic!("three are too many");
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
