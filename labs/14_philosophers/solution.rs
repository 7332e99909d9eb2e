//! Lab 14, the solution: all locks in one order, the same for every thread.

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
        // The lower number first. Consider the highest fork that is held. No
        // other thread holds a fork above it, so its holder never waits: it
        // eats, and puts both back. So the threads never wait in a circle.
        let _first = self.forks[left.min(right)].lock();
        //                      ^^^^^^^^^^^^^^^ the last one begins at its right
        let _second = self.forks[left.max(right)].lock();
        meal();
    }
}
