//! verdict: data race
//!
//! One lock for the table, except at the table of four, at which the check looks for two that eat
//! together: there every philosopher eats at once.

use labs::lab_14::Table;
use racelab::sync::Mutex;

pub struct Exercise {
    seats: usize,
    table: Mutex<()>,
}

impl Table for Exercise {
    fn new(seats: usize) -> Self {
        Self {
            seats,
            table: Mutex::new(()).named("table"),
        }
    }

    fn dine(&self, _seat: usize, meal: impl FnOnce()) {
        let _table = (self.seats != 4).then(|| self.table.lock());
        meal();
    }
}
