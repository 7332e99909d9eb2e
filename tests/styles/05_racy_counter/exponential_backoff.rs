//! A compare-exchange with exponential backoff.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::hint;

#[derive(Default)]
struct Backoff {
    exponent: u32,
}

impl Backoff {
    const MOST: u32 = 4;

    fn wait(&mut self) {
        (0..1 << self.exponent).for_each(|_| hint::spin_loop());
        self.exponent = (self.exponent + 1).min(Self::MOST);
    }
}

pub struct Exercise {
    value: AtomicU64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: AtomicU64::new(0),
        }
    }

    fn increment(&self) {
        let mut backoff = Backoff::default();
        let mut seen = self.value.load(Relaxed);
        while let Err(now) = self
            .value
            .compare_exchange_weak(seen, seen + 1, Relaxed, Relaxed)
        {
            backoff.wait();
            seen = now;
        }
    }

    fn get(&self) -> u64 {
        self.value.load(Relaxed)
    }
}
