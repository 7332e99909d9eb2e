//! verdict: proved
//!
//! A reader-writer lock: readers do not wait for each other. A thread that has to write looks
//! again, since the lock is free between the read and the write.

use labs::lab_19::Lazy;
use racelab::sync::RwLock;

pub struct Exercise {
    value: RwLock<Option<u64>>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            value: RwLock::new(None),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        let found = *self.value.read();
        match found {
            Some(value) => value,
            None => *self.value.write().get_or_insert_with(make),
        }
    }
}
