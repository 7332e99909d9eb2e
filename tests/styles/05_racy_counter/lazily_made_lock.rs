//! A mutex that the first thread makes, in a `OnceLock`.

use labs::lab_05::Counter;
use racelab::sync::{Mutex, MutexGuard, OnceLock};

pub struct Exercise {
    value: OnceLock<Mutex<u64>>,
}

impl Exercise {
    fn value(&self) -> MutexGuard<'_, u64> {
        self.value.get_or_init(|| Mutex::new(0)).lock()
    }
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: OnceLock::new(),
        }
    }

    fn increment(&self) {
        *self.value() += 1;
    }

    fn get(&self) -> u64 {
        *self.value()
    }
}
