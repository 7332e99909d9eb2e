//! verdict: proved
//!
//! A waiter lets in one philosopher fewer than there are seats. So one philosopher beside the empty
//! seat can always get both forks.

use labs::lab_14::Table;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    forks: Vec<Mutex<()>>,
    free: Mutex<usize>,
    left: Condvar,
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self {
            forks: (0..seats).map(|_| Mutex::new(())).collect(),
            free: Mutex::new(seats - 1).named("free"),
            left: Condvar::new().named("left"),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let mut free = self.free.lock();
        self.left.wait_while(&mut free, |free| *free == 0);
        *free -= 1;
        drop(free);
        {
            let _left = self.forks[seat].lock();
            let _right = self.forks[(seat + 1) % self.forks.len()].lock();
            meal();
        }
        *self.free.lock() += 1;
        self.left.notify_one();
    }
}
