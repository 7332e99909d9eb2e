//! A fetch_or elects the maker, and a semaphore without permits holds up the rest: the maker
//! releases one, and each thread that gets it passes it on.

use labs::lab_19::Lazy;
use racelab::sync::Semaphore;
use racelab::sync::atomic::{
    AtomicU8,
    Ordering::{AcqRel, Acquire, Release},
};
use racelab::sync::cell::PlainCell;

const TAKEN: u8 = 1;
const MADE: u8 = 2;

pub struct Exercise {
    bits: AtomicU8,
    done: Semaphore,
    value: PlainCell<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            bits: AtomicU8::new(0),
            done: Semaphore::new(0),
            value: PlainCell::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if self.bits.load(Acquire) & MADE == 0 {
            if self.bits.fetch_or(TAKEN, AcqRel) & TAKEN == 0 {
                self.value.set(make());
                self.bits.fetch_or(MADE, Release);
                self.done.release(1);
            } else {
                // Dropped at once: for the next one.
                drop(self.done.acquire());
            }
        }
        self.value.get()
    }
}
