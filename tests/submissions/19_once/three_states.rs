//! verdict: proved
//!
//! Three states in one atomic, and no lock: a thread that finds the value being made waits in
//! a loop. The failed exchange of a thread that finds it made is a load.

use labs::lab_19::Lazy;
use racelab::sync::atomic::{
    AtomicU8,
    Ordering::{Acquire, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::hint;

const NOTHING: u8 = 0;
const BEING_MADE: u8 = 1;
const MADE: u8 = 2;

pub struct Exercise {
    state: AtomicU8,
    value: PlainCell<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            state: AtomicU8::new(NOTHING),
            value: PlainCell::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        let found = self
            .state
            .compare_exchange(NOTHING, BEING_MADE, Acquire, Acquire);
        match found {
            Ok(_) => {
                self.value.set(make());
                self.state.store(MADE, Release);
            }
            Err(MADE) => {}
            Err(_) => {
                while self.state.load(Acquire) != MADE {
                    hint::spin_loop();
                }
            }
        }
        self.value.get()
    }
}
