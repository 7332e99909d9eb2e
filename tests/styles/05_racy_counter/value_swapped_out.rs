//! A thread swaps the value out, so that the others find none, and puts the next one back.

use labs::lab_05::Counter;
use racelab::sync::atomic::{
    AtomicU64,
    Ordering::{AcqRel, Relaxed, Release},
};
use racelab::sync::hint;

const OUT: u64 = u64::MAX;

pub struct Exercise {
    value: AtomicU64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: AtomicU64::new(0),
        }
    }

    fn increment(&self) {
        loop {
            match self.value.swap(OUT, AcqRel) {
                OUT => hint::spin_loop(),
                value => break self.value.store(value + 1, Release),
            }
        }
    }

    fn get(&self) -> u64 {
        self.value.load(Relaxed)
    }
}
