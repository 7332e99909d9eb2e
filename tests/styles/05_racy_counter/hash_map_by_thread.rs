//! A hash map from threads to what each has counted.

use std::collections::HashMap;

use labs::lab_05::Counter;
use racelab::sync::Mutex;
use racelab::sync::thread::{self, ThreadId};

#[derive(Default)]
pub struct Exercise {
    counts: Mutex<HashMap<ThreadId, u64>>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self::default()
    }

    fn increment(&self) {
        let own = thread::current().id();
        self.counts
            .lock()
            .entry(own)
            .and_modify(|count| *count += 1)
            .or_insert(1);
    }

    fn get(&self) -> u64 {
        self.counts.lock().values().sum()
    }
}
