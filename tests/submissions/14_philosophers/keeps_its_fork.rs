//! verdict: livelock
//!
//! Tries again and again to take the second fork, and keeps the first one meanwhile.

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
        let _left = self.forks[seat].lock();
        let right = (seat + 1) % self.forks.len();
        let _right = loop {
            match self.forks[right].try_lock() {
                Some(right) => break right,
                None => thread::yield_now(),
            }
        };
        meal();
    }
}
