//! verdict: proved
//! graded: forbidden construct
//!
//! A load and a store on an atomic of std, which loses updates, and which no check sees.
//! Before it there is a string with an escaped line end.

const _NOTE: &str = "a\
b";
use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64 as Seen, Ordering::SeqCst};
use std::sync::atomic::AtomicU64;

pub struct Exercise {
    decoy: Seen,
    value: AtomicU64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            decoy: Seen::new(0),
            value: AtomicU64::new(0),
        }
    }

    fn increment(&self) {
        self.decoy.store(1, SeqCst);
        let seen = self.value.load(SeqCst);
        self.value.store(seen + 1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
