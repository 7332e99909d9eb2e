//! verdict: lost update
//!
//! Each increment goes to a place of its own, as long as no more than eight are made at the same
//! time.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};

pub struct Exercise {
    next: AtomicUsize,
    desks: [AtomicU64; 8],
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            next: AtomicUsize::new(0).named("next"),
            desks: std::array::from_fn(|desk| AtomicU64::new(0).named(&format!("desk {desk}"))),
        }
    }

    fn increment(&self) {
        let desk = &self.desks[self.next.fetch_add(1, SeqCst) % 8];
        let seen = desk.load(SeqCst);
        desk.store(seen + 1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.desks.iter().map(|desk| desk.load(SeqCst)).sum()
    }
}
