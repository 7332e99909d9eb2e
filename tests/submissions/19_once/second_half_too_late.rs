//! verdict: wrong outcome
//!
//! The value is in two halves, and the second is stored after the flag.

use labs::lab_19::Lazy;
use racelab::sync::atomic::{
    AtomicU32,
    Ordering::{AcqRel, Acquire, Relaxed},
};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    low: AtomicU32,
    high: AtomicU32,
    made: AtomicU32,
    begun: Mutex<bool>,
    done: Condvar,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            low: AtomicU32::new(0),
            high: AtomicU32::new(0),
            made: AtomicU32::new(0),
            begun: Mutex::new(false),
            done: Condvar::new(),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if self.made.load(Acquire) == 0 {
            let mut begun = self.begun.lock();
            if !*begun {
                *begun = true;
                drop(begun);
                let value = make();
                self.low.store(half(value), Relaxed);
                self.made.swap(1, AcqRel);
                self.high.store(half(value >> 32), Relaxed);
                drop(self.begun.lock());
                self.done.notify_all();
            } else {
                while self.made.load(Acquire) == 0 {
                    self.done.wait(&mut begun);
                }
            }
        }
        u64::from(self.high.load(Relaxed)) << 32 | u64::from(self.low.load(Relaxed))
    }
}

/// The lower 32 bits.
fn half(value: u64) -> u32 {
    u32::try_from(value & 0xffff_ffff).expect("it has 32 bits")
}
