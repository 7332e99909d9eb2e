//! verdict: wrong outcome
//!
//! Never waits to ask: if the total is busy, a client gets the sum of its own
//! additions, and the earlier additions of others are missing.

use labs::lab_08::{Service, Total};
use racelab::sync::{Arc, Mutex};
use std::cell::Cell;

pub struct Exercise {
    total: Arc<Mutex<Total>>,
    own: Cell<u64>,
}

impl Clone for Exercise {
    fn clone(&self) -> Self {
        Self {
            total: Arc::clone(&self.total),
            own: Cell::new(0),
        }
    }
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        Self {
            total: Arc::new(Mutex::new(total)),
            own: Cell::new(0),
        }
    }

    fn add(&self, number: u64) {
        let total = self.total.lock();
        total.set(total.get() + number);
        self.own.set(self.own.get() + number);
    }

    fn get(&self) -> u64 {
        match self.total.try_lock() {
            Some(total) => total.get(),
            None => self.own.get(),
        }
    }
}
