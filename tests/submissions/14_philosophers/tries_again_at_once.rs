//! verdict: proved
//!
//! Takes both forks or none; if it gets none, it tries again at once, without a yield.

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
        let right = (seat + 1) % self.forks.len();
        loop {
            let _left = self.forks[seat].lock();
            if let Some(_right) = self.forks[right].try_lock() {
                return meal();
            }
        }
    }
}
