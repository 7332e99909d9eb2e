//! The value is a closure in a OnceLock, behind a Once.

use labs::lab_19::Lazy;
use racelab::sync::{Once, OnceLock};

pub struct Exercise {
    once: Once,
    value: OnceLock<Box<dyn Fn() -> u64 + Send + Sync>>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            once: Once::new(),
            value: OnceLock::new(),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        self.once.call_once_force(|_| {
            let value = make();
            let _ = self.value.set(Box::new(move || value));
        });
        self.value.get().expect("it is made")()
    }
}
