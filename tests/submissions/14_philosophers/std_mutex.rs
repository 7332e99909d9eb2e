//! verdict: data race
//! graded: forbidden construct
//!
//! Right, but with the lock of std, which the checker cannot see.

use std::sync::Mutex;

use labs::lab_14::Table;

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
        let _first = self.forks[seat.min(right)].lock().unwrap();
        let _second = self.forks[seat.max(right)].lock().unwrap();
        meal();
    }
}
