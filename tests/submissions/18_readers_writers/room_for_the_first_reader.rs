//! verdict: wrong outcome
//!
//! The first problem of Courtois, Heymans and Parnas: the first reader acquires the room for all
//! readers, the last one releases it. Readers pass a writer that waits.

use labs::lab_18::Gate;
use racelab::sync::{Mutex, Semaphore};

pub struct Exercise {
    readers: Mutex<usize>,
    room: Semaphore,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            readers: Mutex::new(0),
            room: Semaphore::new(1),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut readers = self.readers.lock();
        *readers += 1;
        if *readers == 1 {
            self.room.acquire().forget();
        }
        drop(readers);
        let result = f();
        let mut readers = self.readers.lock();
        *readers -= 1;
        if *readers == 0 {
            self.room.release(1);
        }
        result
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let _room = self.room.acquire();
        f()
    }
}
