//! verdict: proved
//!
//! Takes both forks at once, and calls `notify_one` though many wait for different forks. It may
//! wake one that cannot eat yet. But then another one still eats, and notifies when it has eaten.
//! The last one that eats always wakes one that can.

use labs::lab_14::Table;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    in_use: Mutex<Vec<bool>>,
    put_back: Condvar,
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self {
            in_use: Mutex::new(vec![false; seats]).named("forks"),
            put_back: Condvar::new().named("put back"),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let mut in_use = self.in_use.lock();
        let (left, right) = (seat, (seat + 1) % in_use.len());
        while in_use[left] || in_use[right] {
            self.put_back.wait(&mut in_use);
        }
        in_use[left] = true;
        in_use[right] = true;
        drop(in_use);
        meal();
        let mut in_use = self.in_use.lock();
        in_use[left] = false;
        in_use[right] = false;
        drop(in_use);
        self.put_back.notify_one();
    }
}
