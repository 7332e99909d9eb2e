//! verdict: deadlock
//!
//! A writer takes a permit of each reader that may be inside, one after the other. Two writers may
//! hold some permits each.

use labs::lab_18::Gate;
use racelab::sync::Semaphore;

const READERS: usize = 3;

pub struct Exercise {
    room: Semaphore,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            room: Semaphore::new(READERS).named("room"),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        let _permit = self.room.acquire();
        f()
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let _permits = [(); READERS].map(|()| self.room.acquire());
        f()
    }
}
