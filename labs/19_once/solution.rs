//! Lab 19, the solution: double-checked locking, with the orderings that it
//! needs.

use labs::lab_19::Lazy;
use racelab::sync::Mutex;
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::cell::PlainCell;

pub struct Exercise {
    is_made: AtomicBool,
    door: Mutex<()>,
    value: PlainCell<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            is_made: AtomicBool::new(false).named("is made"),
            door: Mutex::new(()).named("door"),
            value: PlainCell::new(0).named("value"),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        // The first look, without the lock. Acquire: a thread that reads true
        // never acquires the lock, so this load alone puts the value before the
        // read at the end.
        if !self.is_made.load(Acquire) {
            let _door = self.door.lock();
            // The second look: the value may have been made while this thread
            // waited for the lock. Relaxed is enough, since the lock orders it
            // after the maker's store.
            if !self.is_made.load(Relaxed) {
                self.value.set(make());
                // Release, for the threads that do not acquire the lock.
                self.is_made.store(true, Release);
                //                       ^^^^^^^
            }
        }
        self.value.get()
    }
}
