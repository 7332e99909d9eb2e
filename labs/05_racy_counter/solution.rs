//! Lab 05, the solution: an increment in one step.

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};

pub struct Exercise {
    value: AtomicU64,
    //     ^^^^^^^^^ two threads may access it at the same time: no data race
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: AtomicU64::new(0).named("value"),
        }
    }

    fn increment(&self) {
        // One step that reads and writes: no lost update. Relaxed is enough,
        // since every fetch_add reads the one before it in the coherence order
        // of this one object, whatever its ordering, and the count guards
        // nothing else.
        self.value.fetch_add(1, Relaxed);
        //         ^^^^^^^^^
    }

    fn get(&self) -> u64 {
        // Relaxed: every increment happens before the join, and the join before
        // this load.
        self.value.load(Relaxed)
    }
}
