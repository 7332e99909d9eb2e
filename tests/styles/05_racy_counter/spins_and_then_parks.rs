//! An adaptive lock: a waiter tries a few times, and parks with a limit from then on.

use std::time::Duration;

use labs::lab_05::Counter;
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::{hint, thread};

pub struct Exercise {
    is_locked: AtomicBool,
    value: PlainCell<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            is_locked: AtomicBool::new(false),
            value: PlainCell::new(0),
        }
    }

    fn increment(&self) {
        let take = || {
            self.is_locked
                .compare_exchange(false, true, Acquire, Relaxed)
                .is_ok()
        };
        let is_taken = (0..2).any(|_| {
            hint::spin_loop();
            take()
        });
        if !is_taken {
            while !take() {
                thread::park_timeout(Duration::from_millis(1));
            }
        }
        self.value.set(self.value.get() + 1);
        self.is_locked.store(false, Release);
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
