//! verdict: no concurrency
//!
//! Counts by how many own an Arc: each increment is an owner that never goes. The clones
//! commute and each look comes behind all of them, so there is one execution, in which
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
