//! verdict: deadlock
//!
//! A waiter made of a lock and a condition variable, with its wait in an `if`: a spurious wake-up
//! lets in one philosopher too many.

use labs::lab_14::Table;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    forks: Vec<Mutex<()>>,
    seated: Mutex<usize>,
    left: Condvar,
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self {
            forks: (0..seats).map(|_| Mutex::new(())).collect(),
            seated: Mutex::new(0),
            left: Condvar::new().named("left"),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let mut seated = self.seated.lock();
        if *seated == self.forks.len() - 1 {
            self.left.wait(&mut seated);
        }
        *seated += 1;
        drop(seated);
        {
            let _left = self.forks[seat].lock();
            let _right = self.forks[(seat + 1) % self.forks.len()].lock();
            meal();
        }
        *self.seated.lock() -= 1;
        self.left.notify_one();
    }
}
