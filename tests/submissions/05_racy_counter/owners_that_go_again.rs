//! verdict: lost update
//!
//! Counts by the owners of an Arc, and drops an owner again if another one came
//! between: the increment is lost.

use std::mem::forget;

use labs::lab_05::Counter;
use racelab::sync::Arc;

pub struct Exercise {
    owners: Arc<()>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            owners: Arc::new(()),
        }
    }

    fn increment(&self) {
        let before = Arc::strong_count(&self.owners);
        let one = Arc::clone(&self.owners);
        if Arc::strong_count(&self.owners) == before + 1 {
            forget(one);
        }
    }

    fn get(&self) -> u64 {
        Arc::strong_count(&self.owners) as u64 - 1
    }
}
