//! verdict: data race
//!
//! Writes while it holds only a read lock.

use labs::lab_05::Counter;
use racelab::sync::RwLock;
use racelab::sync::cell::PlainCell;

pub struct Exercise {
    door: RwLock<()>,
    value: PlainCell<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            door: RwLock::new(()),
            value: PlainCell::new(0).named("value"),
        }
    }
    fn increment(&self) {
        let _guard = self.door.read();
        let seen = self.value.get();
        self.value.set(seen + 1);
    }
    fn get(&self) -> u64 {
        let _guard = self.door.read();
        self.value.get()
    }
}
