//! A writer keeps the lock of the count while it waits for the readers and while it writes, so a
//! reader that comes waits for the lock.

use labs::lab_18::Gate;
use racelab::sync::atomic::{
    AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::{Mutex, hint};

#[derive(Default)]
pub struct Exercise {
    door: Mutex<()>,
    readers: AtomicUsize,
}

impl Gate for Exercise {
    fn new() -> Self {
        Self::default()
    }

    fn read<R>(&self, f: impl FnOnce() -> R) -> R {
        {
            let _door = self.door.lock();
            // Relaxed: a writer looks at it under the lock of the door.
            self.readers.fetch_add(1, Relaxed);
        }
        let result = f();
        self.readers.fetch_sub(1, Release);
        result
    }

    fn write<R>(&self, f: impl FnOnce() -> R) -> R {
        let _door = self.door.lock();
        while self.readers.load(Acquire) > 0 {
            hint::spin_loop();
        }
        f()
    }
}
