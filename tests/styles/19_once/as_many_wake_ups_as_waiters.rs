//! The maker counts the waiters, and wakes each of them with a notification of its own.

use labs::lab_19::Lazy;
use racelab::sync::atomic::{AtomicU64, Ordering::*};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    made: AtomicU64,
    state: Mutex<(bool, u64)>,
    done: Condvar,
    value: PlainCell<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            made: AtomicU64::new(0),
            state: Mutex::new((false, 0)),
            done: Condvar::new(),
            value: PlainCell::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if self.made.load(Acquire) == 1 {
            return self.value.get();
        }
        let mut s = self.state.lock();
        if s.0 {
            s.1 += 1;
            while self.made.load(Acquire) == 0 {
                self.done.wait(&mut s);
            }
            return self.value.get();
        }
        s.0 = true;
        drop(s);
        self.value.set(make());
        self.made.store(1, Release);
        for _ in 0..self.state.lock().1 {
            self.done.notify_one();
        }
        self.value.get()
    }
}
