//! verdict: ordering
//!
//! Each side announces itself and then looks for the other one, in two atomics: with Release and
//! Acquire, neither has to see the other.

use labs::lab_18::Gate;
use racelab::sync::Mutex;
use racelab::sync::atomic::{
    AtomicBool, AtomicU64,
    Ordering::{AcqRel, Acquire, Release},
};
use racelab::sync::hint;

pub struct Exercise {
    readers: AtomicU64,
    claimed: AtomicBool,
    writers: Mutex<()>,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            readers: AtomicU64::new(0).named("readers"),
            claimed: AtomicBool::new(false).named("claimed"),
            writers: Mutex::new(()).named("writers"),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        loop {
            self.readers.fetch_add(1, AcqRel);
            if !self.claimed.load(Acquire) {
                break;
            }
            self.readers.fetch_sub(1, AcqRel);
            while self.claimed.load(Acquire) {
                hint::spin_loop();
            }
        }
        let result = f();
        self.readers.fetch_sub(1, AcqRel);
        result
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let _writers = self.writers.lock();
        self.claimed.store(true, Release);
        while self.readers.load(Acquire) > 0 {
            hint::spin_loop();
        }
        let result = f();
        self.claimed.store(false, Release);
        result
    }
}
