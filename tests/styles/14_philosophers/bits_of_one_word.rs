//! All forks are bits of one word: a compare-exchange takes two at once.

use labs::lab_14::Table;
use racelab::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::hint;

pub struct Exercise {
    seats: usize,
    in_use: AtomicU64,
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self {
            seats,
            in_use: AtomicU64::new(0),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let both = 1 << seat | 1 << ((seat + 1) % self.seats);
        let mut in_use = self.in_use.load(Relaxed);
        loop {
            if in_use & both != 0 {
                hint::spin_loop();
                in_use = self.in_use.load(Relaxed);
                continue;
            }
            match self
                .in_use
                .compare_exchange_weak(in_use, in_use | both, Acquire, Relaxed)
            {
                Ok(_) => break,
                Err(now) => in_use = now,
            }
        }
        meal();
        self.in_use.fetch_and(!both, Release);
    }
}
