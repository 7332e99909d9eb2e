//! Lab 18, the exercise: a gate that readers go through together and writers alone.
//!
//! One lock in front of everything keeps the data whole, and keeps readers from each other.
//! Let readers read at the same time; and let no reader that comes while a writer waits go
//! before that writer.
//! Take locks and the like from `racelab::sync`, where the checker can see them.
//!
//! To have it proved:  cargo run --bin 18_readers_writers -- check

use labs::lab_18::Gate;
use racelab::sync::Mutex;

pub struct Exercise {
    door: Mutex<()>,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            door: Mutex::new(()).named("door"),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        let _door = self.door.lock();
        f()
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let _door = self.door.lock();
        f()
    }
}
