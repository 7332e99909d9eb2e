//! A test-and-test-and-set lock that spins, then yields, then sleeps.

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

impl Exercise {
    fn acquire(&self) {
        let mut rounds = 0;
        while self
            .is_locked
            .compare_exchange_weak(false, true, Acquire, Relaxed)
            .is_err()
        {
            match rounds {
                0..2 => hint::spin_loop(),
                2..4 => thread::yield_now(),
                _ => thread::sleep(Duration::from_micros(rounds)),
            }
            rounds += 1;
        }
    }
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            is_locked: AtomicBool::new(false),
            value: PlainCell::new(0),
        }
    }

    fn increment(&self) {
        self.acquire();
        self.value.set(self.value.get() + 1);
        self.is_locked.store(false, Release);
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
