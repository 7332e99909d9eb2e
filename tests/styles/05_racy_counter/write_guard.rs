//! A reader-writer lock: increments write, `get` reads.

use labs::lab_05::Counter;
use racelab::sync::RwLock;

#[derive(Debug)]
pub struct Exercise(RwLock<u64>);

impl Counter for Exercise {
    fn new() -> Self {
        Self(RwLock::new(u64::MIN))
    }

    fn increment(&self) {
        let Self(value) = self;
        let mut value = value.write();
        *value = value.checked_add(1).expect("a u64 is enough");
    }

    fn get(&self) -> u64 {
        let Self(value) = self;
        *value.read()
    }
}
