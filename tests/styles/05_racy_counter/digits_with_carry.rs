//! Two digits of a byte each and a long one: a digit that overflows carries into the next.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed};

pub struct Exercise {
    digits: [AtomicU8; 2],
    rest: AtomicU64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            digits: [0, 0].map(AtomicU8::new),
            rest: AtomicU64::new(0),
        }
    }

    fn increment(&self) {
        for digit in &self.digits {
            if digit.fetch_add(1, Relaxed) != u8::MAX {
                return;
            }
        }
        self.rest.fetch_add(1, Relaxed);
    }

    fn get(&self) -> u64 {
        let rest = self.rest.load(Relaxed);
        let digits = self.digits.iter().rev();
        digits.fold(rest, |sum, digit| sum << 8 | u64::from(digit.load(Relaxed)))
    }
}
