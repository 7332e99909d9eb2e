//! verdict: proved
//!
//! Downey's solution: all threads pass a turnstile before the room of the readers. A writer holds
//! the turnstile while it waits for the room, so a reader that comes then waits, too.

use labs::lab_18::Gate;
use racelab::sync::{Mutex, Semaphore};

pub struct Exercise {
    turnstile: Semaphore,
    readers: Mutex<usize>,
    room: Semaphore,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self {
            turnstile: Semaphore::new(1),
            readers: Mutex::new(0),
            room: Semaphore::new(1),
        }
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        drop(self.turnstile.acquire());
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
        let _turnstile = self.turnstile.acquire();
        let _room = self.room.acquire();
        f()
    }
}
