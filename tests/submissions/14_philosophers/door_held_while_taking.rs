//! verdict: proved
//!
//! A second lock, the door: it is held from before the first fork until the second one is
//! taken, so that only one philosopher at a time holds one fork and wants another.

use labs::lab_14::Table;
use racelab::sync::Mutex;

pub struct Exercise {
    forks: Vec<Mutex<()>>,
    door: Mutex<()>,
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self {
            forks: (0..seats).map(|_| Mutex::new(())).collect(),
            door: Mutex::new(()).named("door"),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let door = self.door.lock();
        let _left = self.forks[seat].lock();
        let _right = self.forks[(seat + 1) % self.forks.len()].lock();
        drop(door);
        meal();
    }
}
