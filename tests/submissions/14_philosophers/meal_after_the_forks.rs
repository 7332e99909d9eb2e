//! verdict: data race
//!
//! Each philosopher takes the lower fork first, and a block gives both back before the meal.

use labs::lab_14::Table;
use racelab::sync::Mutex;

pub struct Exercise {
    forks: Vec<Mutex<()>>,
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        let fork = |number| Mutex::new(()).named(&format!("fork {number}"));
        Self {
            forks: (0..seats).map(fork).collect(),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let right = (seat + 1) % self.forks.len();
        {
            let _lower = self.forks[seat.min(right)].lock();
            let _higher = self.forks[seat.max(right)].lock();
        }
        meal();
    }
}
