//! A lock in a lock, and `get_mut` for the inner one.

use std::num::Wrapping;

use labs::lab_05::Counter;
use racelab::sync::{Mutex, RwLock};

pub struct Exercise {
    outer: Mutex<RwLock<Wrapping<u64>>>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            outer: Mutex::new(RwLock::new(Wrapping(0))),
        }
    }

    fn increment(&self) {
        let mut outer = self.outer.lock();
        *outer.get_mut() += 1;
    }

    fn get(&self) -> u64 {
        let mut outer = self.outer.lock();
        RwLock::get_mut(&mut outer).0
    }
}
