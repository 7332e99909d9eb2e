//! verdict: deadlock
//!
//! At tables for more than two, the last philosopher begins at its right only until it has eaten
//! once. From then on all forks are taken from the left.

use labs::lab_14::Table;
use racelab::sync::Mutex;
use racelab::sync::atomic::{AtomicBool, Ordering::Relaxed};

pub struct Exercise {
    forks: Vec<Mutex<()>>,
    has_eaten: AtomicBool,
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self {
            forks: (0..seats).map(|_| Mutex::new(())).collect(),
            has_eaten: AtomicBool::new(seats == 2),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let right = (seat + 1) % self.forks.len();
        let turned = right == 0 && (self.forks.len() == 2 || !self.has_eaten.load(Relaxed));
        let (first, second) = if turned { (right, seat) } else { (seat, right) };
        let _first = self.forks[first].lock();
        let _second = self.forks[second].lock();
        meal();
        if right == 0 {
            self.has_eaten.store(true, Relaxed);
        }
    }
}
