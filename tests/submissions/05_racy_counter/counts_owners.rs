//! verdict: no concurrency
//!
//! Counts by the owners of an Arc: each increment is an owner that is never dropped. The clones
//! commute and each look comes after all of them, so there is one execution, in which
//! nothing of racelab::sync is contended.

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
        forget(Arc::clone(&self.owners));
    }

    fn get(&self) -> u64 {
        Arc::strong_count(&self.owners) as u64 - 1
    }
}
