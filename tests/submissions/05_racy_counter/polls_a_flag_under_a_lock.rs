//! verdict: proved
//!
//! A flag under a mutex; a thread that finds it set releases the mutex and looks again.

use labs::lab_05::Counter;
use racelab::sync::{Mutex, thread};
use racelab::sync::cell::PlainCell;

pub struct Exercise {
    busy: Mutex<bool>,
    value: PlainCell<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self { busy: Mutex::new(false).named("busy"), value: PlainCell::new(0).named("value") }
    }
    fn increment(&self) {
        // wait until the flag is clear
        loop {
            let mut busy = self.busy.lock();
            if !*busy {
                *busy = true;
                break;
            }
            drop(busy);
            thread::yield_now();
        }
        let seen = self.value.get();
        self.value.set(seen + 1);
        *self.busy.lock() = false;
    }
    fn get(&self) -> u64 {
        self.value.get()
    }
}
