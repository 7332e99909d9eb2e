//! A semaphore of one permit as a mutex.

use labs::lab_05::Counter;
use racelab::sync::Semaphore;
use racelab::sync::cell::PlainCell;

pub struct Exercise {
    permit: Semaphore,
    value: PlainCell<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            permit: Semaphore::new(1).named("permit"),
            value: PlainCell::new(0).named("value"),
        }
    }

    fn increment(&self) {
        let permit = self.permit.acquire();
        self.value.set(self.value.get() + 1);
        drop(permit);
    }

    fn get(&self) -> u64 {
        let _permit = self.permit.acquire();
        self.value.get()
    }
}
