//! A monitor: a flag under a small mutex, and a condition variable for the waiters.

use labs::lab_05::Counter;
use racelab::sync::cell::PlainCell;
use racelab::sync::{Condvar, Mutex};

#[derive(Default)]
struct Monitor {
    is_busy: Mutex<bool>,
    is_free: Condvar,
}

impl Monitor {
    fn enter(&self) -> Entered<'_> {
        let mut is_busy = self.is_busy.lock();
        self.is_free.wait_while(&mut is_busy, |is_busy| *is_busy);
        *is_busy = true;
        Entered { monitor: self }
    }
}

struct Entered<'m> {
    monitor: &'m Monitor,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        *self.monitor.is_busy.lock() = false;
        self.monitor.is_free.notify_one();
    }
}

pub struct Exercise {
    monitor: Monitor,
    value: PlainCell<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            monitor: Monitor::default(),
            value: PlainCell::new(0),
        }
    }

    fn increment(&self) {
        let _entered = self.monitor.enter();
        self.value.set(self.value.get() + 1);
    }

    fn get(&self) -> u64 {
        let _entered = self.monitor.enter();
        self.value.get()
    }
}
