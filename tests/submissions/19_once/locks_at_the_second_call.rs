//! verdict: no concurrency
//!
//! A thread acquires the lock at its second call, though the value is made already.

use labs::lab_19::Lazy;
use racelab::sync::Mutex;
use racelab::sync::atomic::{AtomicBool, Ordering::*};
use racelab::sync::cell::PlainCell;
use racelab::sync::thread_local;
use std::cell::Cell;


thread_local! { static CALLS: Cell<u64> = Cell::new(0); }

pub struct Exercise {
    made: AtomicBool,
    door: Mutex<()>,
    value: PlainCell<u64>,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self {
            made: AtomicBool::new(false),
            door: Mutex::new(()),
            value: PlainCell::new(0),
        }
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        let calls = CALLS.with(|c| {
            c.set(c.get() + 1);
            c.get()
        });
        if calls == 2 || !self.made.load(Acquire) {
            let _door = self.door.lock();
            if !self.made.load(Relaxed) {
                self.value.set(make());
                self.made.store(true, Release);
            }
        }
        self.value.get()
    }
}
