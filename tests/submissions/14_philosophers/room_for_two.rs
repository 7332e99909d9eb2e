//! verdict: no concurrency
//!
//! At most two philosophers eat at the same time. At a table for six, three could.

use labs::lab_14::Table;
use racelab::sync::{Mutex, Semaphore};

pub struct Exercise {
    forks: Vec<Mutex<()>>,
    room: Semaphore,
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self {
            forks: (0..seats).map(|_| Mutex::new(())).collect(),
            room: Semaphore::new(2.min(seats - 1)),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let _room = self.room.acquire();
        let _left = self.forks[seat].lock();
        let _right = self.forks[(seat + 1) % self.forks.len()].lock();
        meal();
    }
}
