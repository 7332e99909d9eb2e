//! verdict: proved
//!
//! Every thread draws a ticket and waits for its turn, as in a bakery.

use labs::lab_06::{Account, Fields};
use racelab::sync::atomic::{AtomicU64, Ordering::*};
use racelab::sync::hint;

pub struct Exercise {
    fields: Fields,
    next: AtomicU64,
    turn: AtomicU64,
}

impl Exercise {
    fn alone<R>(&self, work: impl FnOnce(&Fields) -> R) -> R {
        // Relaxed: it only orders the tickets, and publishes nothing.
        let ticket = self.next.fetch_add(1, Relaxed);
        // Acquire: sees what the previous holder wrote before its Release.
        while self.turn.load(Acquire) != ticket {
            hint::spin_loop();
        }
        let result = work(&self.fields);
        self.turn.store(ticket + 1, Release);
        result
    }
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields,
            next: AtomicU64::new(0).named("next"),
            turn: AtomicU64::new(0).named("turn"),
        }
    }

    fn transfer(&self, amount: u64) {
        self.alone(|fields| {
            fields.checking.set(fields.checking.get() - amount);
            fields.savings.set(fields.savings.get() + amount);
        });
    }

    fn read(&self) -> (u64, u64) {
        self.alone(|fields| (fields.checking.get(), fields.savings.get()))
    }
}
