//! Three states, an exchange for the thread that makes the value, and a loop for the others.

use labs::lab_19::Lazy;
use racelab::sync::atomic::{
    AtomicU8, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::hint;

pub struct Exercise {
    state: AtomicU8,
    value: AtomicU64,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            state: AtomicU8::new(0),
            value: AtomicU64::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        let mut make = Some(make);
        loop {
            match self.state.load(Acquire) {
                2 => return self.value.load(Relaxed),
                0 if self.state.compare_exchange(0, 1, Acquire, Relaxed).is_ok() => {
                    let value = make.take().expect("once")();
                    self.value.store(value, Relaxed);
                    self.state.store(2, Release);
                    return value;
                }
                _ => hint::spin_loop(),
            }
        }
    }
}
