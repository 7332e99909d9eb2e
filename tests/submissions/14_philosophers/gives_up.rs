//! verdict: wrong outcome
//!
//! Tries to take the second fork, and goes without a meal if it is not free.

use labs::lab_14::Table;
use racelab::sync::Mutex;

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
        let _left = self.forks[seat].lock();
        let right = (seat + 1) % self.forks.len();
        if let Some(_right) = self.forks[right].try_lock() {
            meal();
        }
    }
}
