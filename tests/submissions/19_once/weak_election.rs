//! verdict: livelock
//!
//! Three states, and a compare_exchange_weak elects the maker. It may fail though nothing is made
//! and no thread makes anything: then every thread waits.

use labs::lab_19::Lazy;
use racelab::sync::atomic::{
    AtomicU8,
    Ordering::{Acquire, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::thread;

const NOT_MADE: u8 = 0;
const BEING_MADE: u8 = 1;
const MADE: u8 = 2;

pub struct Exercise {
    state: AtomicU8,
    value: PlainCell<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            state: AtomicU8::new(NOT_MADE).named("state"),
            value: PlainCell::new(0).named("value"),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        // Acquire: a thread that finds it made reads the value next. Release: so it is there.
        let elected = self
            .state
            .compare_exchange_weak(NOT_MADE, BEING_MADE, Acquire, Acquire);
        if elected.is_ok() {
            self.value.set(make());
            self.state.store(MADE, Release);
        } else {
            while self.state.load(Acquire) != MADE {
                thread::yield_now();
            }
        }
        self.value.get()
    }
}
