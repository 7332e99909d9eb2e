//! Lab 14, the exercise: a table at which every philosopher eats.
//!
//! Each fork is a lock, and each philosopher takes the left one and then the right one.
//! No fork is ever used by two at a time, and still they may all starve. Fix it in any way
//! you like, but let philosophers that share no fork eat at the same time.
//! Take locks and atomics from `racelab::sync`, where the checker can see them.
//!
//! To have it proved:  cargo run --bin 14_philosophers -- check

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
        let left = seat;
        let right = (seat + 1) % self.forks.len();
        let _left = self.forks[left].lock();
        let _right = self.forks[right].lock();
        meal();
    }
}
