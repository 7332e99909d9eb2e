//! verdict: proved
//!
//! A lock of its own making: each thread takes a ticket and waits for its turn.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::*};
use racelab::sync::cell::PlainCell;
use racelab::sync::hint;

pub struct Exercise {
    next: AtomicU64,
    turn: AtomicU64,
    value: PlainCell<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            next: AtomicU64::new(0).named("next"),
            turn: AtomicU64::new(0).named("turn"),
            value: PlainCell::new(0).named("value"),
        }
    }

    fn increment(&self) {
        // Relaxed: it only orders the tickets, and publishes nothing.
        let ticket = self.next.fetch_add(1, Relaxed);
        // Acquire: sees what the previous holder wrote before its Release.
        while self.turn.load(Acquire) != ticket {
            hint::spin_loop();
        }
        self.value.set(self.value.get() + 1);
        self.turn.store(ticket + 1, Release);
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
