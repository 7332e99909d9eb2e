//! verdict: deadlock
//!
//! A philosopher that does not get its right fork puts the left one back, three times. Then it is
//! patient, and waits for the right one with the left one in its hand.

use labs::lab_14::Table;
use racelab::sync::Mutex;

pub struct Exercise {
    forks: Vec<Mutex<()>>,
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        let fork = |number| Mutex::new(()).named(&format!("fork {number}"));
        Self {
            forks: (0..seats).map(fork).collect(),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let right = &self.forks[(seat + 1) % self.forks.len()];
        for _ in 0..3 {
            let _left = self.forks[seat].lock();
            if let Some(_right) = right.try_lock() {
                meal();
                return;
            }
        }
        let _left = self.forks[seat].lock();
        let _right = right.lock();
        meal();
    }
}
