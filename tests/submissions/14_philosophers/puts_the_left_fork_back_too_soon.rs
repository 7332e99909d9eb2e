//! verdict: data race
//!
//! Holds one fork at a time, so there is no circle; but it eats with the second one alone.

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
        drop(self.forks[seat].lock());
        let _right = self.forks[(seat + 1) % self.forks.len()].lock();
        meal();
    }
}
