//! A lazy value of any type, which the lock owns, and beside it a copy for all that come later.

use labs::lab_19::Lazy;
use racelab::sync::Mutex;
use racelab::sync::atomic::{AtomicBool, Ordering};
use racelab::sync::cell::PlainCell;

trait Copies<T> {
    fn set(&self, value: T);
    fn get(&self) -> T;
}

impl Copies<u64> for PlainCell<u64> {
    fn set(&self, value: u64) {
        PlainCell::set(self, value);
    }
    fn get(&self) -> u64 {
        PlainCell::get(self)
    }
}

struct Later<T, C> {
    original: Mutex<Option<T>>,
    is_copied: AtomicBool,
    copy: C,
}

impl<T: Copy, C: Copies<T>> Later<T, C> {
    fn force<F>(&self, make: F) -> T
    where
        F: FnOnce() -> T,
    {
        if self.is_copied.load(Ordering::Acquire) {
            return self.copy.get();
        }
        let mut original = self.original.lock();
        if let Some(value) = *original {
            return value;
        }
        let value = make();
        *original = Some(value);
        self.copy.set(value);
        self.is_copied.store(true, Ordering::Release);
        value
    }
}

pub struct Exercise(Later<u64, PlainCell<u64>>);

impl Lazy for Exercise {
    fn new() -> Self {
        Self(Later {
            original: Mutex::new(None),
            is_copied: AtomicBool::new(false),
            copy: PlainCell::new(0),
        })
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        self.0.force(make)
    }
}
