//! A working copy that writes itself back when it is dropped.

use std::ops::{Deref, DerefMut};

use labs::lab_05::Counter;
use racelab::sync::cell::PlainCell;
use racelab::sync::{Mutex, MutexGuard};

struct Copied<'a> {
    copy: u64,
    original: &'a PlainCell<u64>,
    // Fields are dropped after `drop` has run: the write comes before the unlock.
    _guard: MutexGuard<'a, ()>,
}

impl Deref for Copied<'_> {
    type Target = u64;

    fn deref(&self) -> &u64 {
        &self.copy
    }
}

impl DerefMut for Copied<'_> {
    fn deref_mut(&mut self) -> &mut u64 {
        &mut self.copy
    }
}

impl Drop for Copied<'_> {
    fn drop(&mut self) {
        self.original.set(self.copy);
    }
}

pub struct Exercise {
    lock: Mutex<()>,
    value: PlainCell<u64>,
}

impl Exercise {
    fn open(&self) -> Copied<'_> {
        let guard = self.lock.lock();
        Copied {
            copy: self.value.get(),
            original: &self.value,
            _guard: guard,
        }
    }
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            lock: Mutex::new(()),
            value: PlainCell::new(0),
        }
    }

    fn increment(&self) {
        *self.open() += 1;
    }

    fn get(&self) -> u64 {
        *self.open()
    }
}
