//! verdict: data race
//!
//! Each thread that comes early makes a value, and the first one to publish its own wins. All get
//! the same value, but it is made more than once.

use labs::lab_19::Lazy;
use racelab::sync::atomic::{
    AtomicBool, AtomicU64,
    Ordering::{AcqRel, Acquire, Release},
};
use racelab::sync::hint;

pub struct Exercise {
    is_taken: AtomicBool,
    is_made: AtomicBool,
    value: AtomicU64,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            is_taken: AtomicBool::new(false),
            is_made: AtomicBool::new(false),
            value: AtomicU64::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if !self.is_made.load(Acquire) {
            let mine = make();
            let won = self.is_taken.compare_exchange(false, true, AcqRel, Acquire);
            if won.is_ok() {
                self.value.store(mine, Release);
                self.is_made.store(true, Release);
            }
            while !self.is_made.load(Acquire) {
                hint::spin_loop();
            }
        }
        self.value.load(Acquire)
    }
}
