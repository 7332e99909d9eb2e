//! graded: forbidden construct
//! unscanned: wrong outcome
//!
//! Uses std's `thread_local!`, which all threads of a model share, under another name.

use std::cell::Cell;
use std::prelude::v1 as first;

use first::thread_local as slots;
use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};

slots! { static COUNT: Cell<u64> = const { Cell::new(0) } }

pub struct Exercise {
    decoy: AtomicU64,
}

impl Counter for Exercise {
    fn new() -> Self {
        COUNT.set(0);
        Self {
            decoy: AtomicU64::new(0),
        }
    }

    fn increment(&self) {
        self.decoy.store(1, SeqCst);
        COUNT.set(COUNT.get() + 1);
    }

    fn get(&self) -> u64 {
        COUNT.get()
    }
}
