//! An election by fetch_add, and an event count: it is odd while the value is made, and a
//! thread that sees that sleeps until it is even again.

use labs::lab_19::Lazy;
use racelab::sync::atomic::{
    AtomicU64,
    Ordering::{AcqRel, Acquire, Relaxed, Release},
};
use racelab::sync::{Condvar, Mutex};

#[derive(Default)]
pub struct Exercise {
    candidates: AtomicU64,
    events: AtomicU64,
    value: AtomicU64,
    bed: Mutex<()>,
    alarm: Condvar,
}

impl Lazy for Exercise {
    fn new() -> Self {
        Self::default()
    }

    fn get(&self, make: impl FnOnce() -> u64) -> u64 {
        if self.events.load(Acquire) < 2 {
            if self.candidates.fetch_add(1, Relaxed) == 0 {
                self.events.fetch_add(1, AcqRel);
                self.value.store(make(), Relaxed);
                self.events.fetch_add(1, Release);
                drop(self.bed.lock());
                self.alarm.notify_all();
            } else {
                let mut bed = self.bed.lock();
                while self.events.load(Acquire) < 2 {
                    self.alarm.wait(&mut bed);
                }
            }
        }
        self.value.load(Relaxed)
    }
}
