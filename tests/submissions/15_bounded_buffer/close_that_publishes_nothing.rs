//! verdict: ordering
//!
//! The store of the flag does not release: a taker that finds the buffer closed may not find the
//! last value that was put before.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::Mutex;
use racelab::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::hint::spin_loop;

pub struct Exercise {
    slots: Vec<Slot>,
    ends: [Mutex<()>; 2],
    put: AtomicUsize,
    taken: AtomicUsize,
    closed: AtomicBool,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        Self {
            slots,
            ends: Default::default(),
            put: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
        }
    }

    fn put(&self, value: u64) {
        let _end = self.ends[0].lock();
        let put = self.put.load(Relaxed);
        while put - self.taken.load(Acquire) == self.slots.len() {
            spin_loop();
        }
        self.slots[put % self.slots.len()].set(value);
        self.put.store(put + 1, Release);
    }

    fn take(&self) -> Option<u64> {
        let _end = self.ends[1].lock();
        let taken = self.taken.load(Relaxed);
        loop {
            // First whether it is closed: then no value comes between the two looks.
            let is_closed = self.closed.load(Acquire);
            if self.put.load(Acquire) > taken {
                break;
            }
            if is_closed {
                return None;
            }
            spin_loop();
        }
        let value = self.slots[taken % self.slots.len()].get();
        self.taken.store(taken + 1, Release);
        Some(value)
    }

    fn close(&self) {
        self.closed.store(true, Relaxed);
    }
}
