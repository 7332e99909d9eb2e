//! `get` is a read-modify-write that adds nothing.

use labs::lab_05::Counter;
use racelab::sync::atomic::{
    AtomicI16, AtomicI32,
    Ordering::{AcqRel, Acquire, Release},
};

pub struct Exercise {
    units: AtomicI16,
    hundreds: AtomicI32,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            units: AtomicI16::new(0),
            hundreds: AtomicI32::new(0),
        }
    }

    fn increment(&self) {
        // The thread that makes it a hundred takes the hundred away.
        if self.units.fetch_add(1, AcqRel) % 100 == 99 {
            self.hundreds.fetch_add(1, Release);
            self.units.fetch_sub(100, Release);
        }
    }

    fn get(&self) -> u64 {
        let units = i32::from(self.units.fetch_or(0, Acquire));
        let count = self.hundreds.fetch_add(0, Acquire) * 100 + units;
        u64::try_from(count).expect("it counts up")
    }
}
