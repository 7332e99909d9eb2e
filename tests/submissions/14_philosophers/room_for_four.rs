//! verdict: deadlock
//!
//! A waiter lets four philosophers in, which is right for the five of the books. At a smaller table
//! it lets all of them in.

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
            room: Semaphore::new(4).named("room"),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let _permit = self.room.acquire();
        let _left = self.forks[seat].lock();
        let _right = self.forks[(seat + 1) % self.forks.len()].lock();
        meal();
    }
}
