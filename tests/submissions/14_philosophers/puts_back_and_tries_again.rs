//! verdict: proved
//!
//! Takes both forks or none: if the right one is not free, it puts the left one back.

use labs::lab_14::Table;
use racelab::sync::{Mutex, thread};

pub struct Exercise {
    forks: Vec<Mutex<()>>,
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self {
            forks: (0..seats).map(|_| Mutex::new(())).collect(),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let right = (seat + 1) % self.forks.len();
        loop {
            let left = self.forks[seat].lock();
            if let Some(_right) = self.forks[right].try_lock() {
                return meal();
            }
            drop(left);
            thread::yield_now();
        }
    }
}
