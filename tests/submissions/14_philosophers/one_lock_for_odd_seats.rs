//! verdict: no concurrency
//!
//! The philosophers at odd seats share a lock, and so they eat one after the other.

use labs::lab_14::Table;
use racelab::sync::Mutex;

pub struct Exercise {
    forks: Vec<Mutex<()>>,
    odd: Mutex<()>,
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self {
            forks: (0..seats).map(|_| Mutex::new(())).collect(),
            odd: Mutex::new(()),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let right = (seat + 1) % self.forks.len();
        let _odd = (seat % 2 == 1).then(|| self.odd.lock());
        let _first = self.forks[seat.min(right)].lock();
        let _second = self.forks[seat.max(right)].lock();
        meal();
    }
}
