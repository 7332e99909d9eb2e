//! Forks are spin locks of an array, taken in the order of their numbers by recursion.

use labs::lab_14::Table;
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Release},
};
use racelab::sync::hint::spin_loop;

pub struct Exercise {
    forks: Vec<AtomicBool>,
}

impl Exercise {
    fn holding(&self, forks: &[usize], meal: impl FnOnce()) {
        // A recursion over a generic closure would have no end for the compiler.
        self.take(forks);
        meal();
        for &fork in forks.iter().rev() {
            self.forks[fork].store(false, Release);
        }
    }

    fn take(&self, forks: &[usize]) {
        let Some((&first, rest)) = forks.split_first() else {
            return;
        };
        while self.forks[first].swap(true, Acquire) {
            spin_loop();
        }
        self.take(rest);
    }
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self {
            forks: (0..seats).map(|_| AtomicBool::new(false)).collect(),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        match (seat + 1) % self.forks.len() {
            0 => self.holding(&[0, seat], meal),
            right => self.holding(&[seat, right], meal),
        }
    }
}
