//! Odd seats take the left fork first, even seats the right one, in a pair that is matched.

use labs::lab_14::Table;
use racelab::sync::Mutex;

#[derive(Default)]
pub struct Exercise {
    forks: Vec<Mutex<()>>,
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        let forks = std::iter::repeat_with(Mutex::default).take(seats).collect();
        Self { forks }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let (left, right) = (
            &self.forks[seat],
            &self.forks[(seat + 1) % self.forks.len()],
        );
        let _guards = match seat % 2 {
            0 => {
                let right = right.lock();
                (left.lock(), right)
            }
            _ => (left.lock(), right.lock()),
        };
        meal();
    }
}
