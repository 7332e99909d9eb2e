//! An index that is published: the value stands in one of two places, and the index says which
//! one is meant; the first place is empty for ever.

use labs::lab_19::Lazy;
use racelab::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::thread;

pub struct Exercise {
    places: [PlainCell<u64>; 2],
    at: AtomicUsize,
    is_locked: AtomicBool,
}

impl Exercise {
    fn published(&self) -> Option<u64> {
        match self.at.load(Acquire) {
            0 => None,
            at => Some(self.places[at].get()),
        }
    }

    fn locked<R>(&self, f: impl FnOnce() -> R) -> R {
        while self
            .is_locked
            .compare_exchange_weak(false, true, Acquire, Relaxed)
            .is_err()
        {
            thread::yield_now();
        }
        let result = f();
        self.is_locked.store(false, Release);
        result
    }
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            places: Default::default(),
            at: AtomicUsize::new(0),
            is_locked: AtomicBool::new(false),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        self.published().unwrap_or_else(|| {
            self.locked(|| {
                self.published().unwrap_or_else(|| {
                    let value = make();
                    self.places[1].set(value);
                    self.at.store(1, Release);
                    value
                })
            })
        })
    }
}
