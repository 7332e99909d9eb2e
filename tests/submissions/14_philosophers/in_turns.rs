//! verdict: deadlock
//!
//! Philosophers eat in turns round the table: one that does not come keeps the next ones waiting.

use labs::lab_14::Table;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    seats: usize,
    turn: Mutex<usize>,
    passed: Condvar,
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self {
            seats,
            turn: Mutex::new(0).named("turn"),
            passed: Condvar::new().named("passed"),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let mut turn = self.turn.lock();
        self.passed.wait_while(&mut turn, |turn| *turn != seat);
        meal();
        *turn = (*turn + 1) % self.seats;
        self.passed.notify_all();
    }
}
