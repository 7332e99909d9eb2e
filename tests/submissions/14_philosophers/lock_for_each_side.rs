//! verdict: data race
//!
//! Seats with even numbers share a lock and those with odd numbers another one, for neighbours
//! take turns. At a table of two or three that is not so: seats 0 and 1 are neighbours.

use labs::lab_14::Table;
use racelab::sync::Mutex;

pub struct Exercise {
    sides: [Mutex<()>; 2],
}

impl Table for Exercise {
    fn new(_seats: usize) -> Self {
        Self {
            sides: ["even", "odd"].map(|side| Mutex::new(()).named(side)),
        }
    }

    fn dine(&self, seat: usize, meal: impl FnOnce()) {
        let _side = self.sides[seat % 2].lock();
        meal();
    }
}
