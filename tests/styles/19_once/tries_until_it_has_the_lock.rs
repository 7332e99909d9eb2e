//! A thread that finds no value tries to get the lock, and yields while another one has it.

use labs::lab_19::Lazy;
use racelab::sync::atomic::{
    AtomicBool, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::{Mutex, thread};

#[derive(Default)]
pub struct Exercise {
    is_made: AtomicBool,
    value: AtomicU64,
    lock: Mutex<()>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self::default()
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        while !self.is_made.load(Acquire) {
            let Some(_lock) = self.lock.try_lock() else {
                thread::yield_now();
                continue;
            };
            if !self.is_made.load(Relaxed) {
                let value = make();
                self.value.store(value, Relaxed);
                self.is_made.store(true, Release);
                return value;
            }
        }
        self.value.load(Relaxed)
    }
}
