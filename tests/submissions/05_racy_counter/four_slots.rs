//! verdict: wrong outcome
//!
//! A slot for each increment, and there are four of them.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicBool, Ordering::Relaxed};

pub struct Exercise {
    slots: [AtomicBool; 4],
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            slots: std::array::from_fn(|_| AtomicBool::new(false)),
        }
    }

    fn increment(&self) {
        for slot in &self.slots {
            if !slot.swap(true, Relaxed) {
                return;
            }
        }
    }

    fn get(&self) -> u64 {
        let taken = |slot: &&AtomicBool| slot.load(Relaxed);
        self.slots.iter().filter(taken).count() as u64
    }
}
