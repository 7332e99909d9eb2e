//! graded: forbidden construct
//! unscanned: compiler limit
//!
//! Expands to more code than a compiler can hold.

macro_rules! double {
    ([] $($code:tt)*) => { $($code)* };
    ([$_:tt $($rest:tt)*] $($code:tt)*) => { double! { [$($rest)*] $($code)* $($code)* } };
}

double! { [x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x] const _: () = (); }

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};

pub struct Exercise {
    value: AtomicU64,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: AtomicU64::new(0),
        }
    }

    fn increment(&self) {
        self.value.fetch_add(1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
