//! A semaphore with a permit for each reader; a writer collects all of them, one writer at a time,
//! and readers come through the same lock as the writer that collects.

use labs::lab_18::Gate;
use racelab::sync::{Mutex, Semaphore};

const READERS: usize = 4;

pub struct Exercise {
    entrance: Mutex<()>,
    permits: Semaphore,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            entrance: Mutex::new(()),
            permits: Semaphore::new(READERS),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        let entrance = self.entrance.lock();
        let _permit = self.permits.acquire();
        drop(entrance);
        f()
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let _entrance = self.entrance.lock();
        let _all: Vec<_> = (0..READERS).map(|_| self.permits.acquire()).collect();
        f()
    }
}
