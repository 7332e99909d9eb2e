//! verdict: proved
//!
//! Dijkstra's solution: one lock around the state of all forks, held only to look and to take. A
//! philosopher waits until both forks are free. One that puts its forks back wakes all.

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
        self.put_back.notify_all();
    }
}
