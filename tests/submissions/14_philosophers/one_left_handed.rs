//! verdict: proved
//!
//! All take the left fork first, except philosopher 0.

use labs::lab_14::Table;
use racelab::sync::Mutex;

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
        let (mut first, mut second) = (seat, (seat + 1) % self.forks.len());
        if seat == 0 {
            std::mem::swap(&mut first, &mut second);
        }
        let _first = self.forks[first].lock();
        let _second = self.forks[second].lock();
        meal();
    }
}
