//! verdict: data race
//!
//! Counts in atomics, and writes the slots without the lock: two takers take the same slot.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use racelab::sync::hint;

pub struct Exercise {
    slots: Vec<Slot>,
    put: AtomicUsize,
    taken: AtomicUsize,
    is_closed: AtomicBool,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        Self {
            slots,
            put: AtomicUsize::new(0).named("put"),
            taken: AtomicUsize::new(0).named("taken"),
            is_closed: AtomicBool::new(false).named("closed"),
        }
    }

    fn put(&self, value: u64) {
        while self.put.load(SeqCst) - self.taken.load(SeqCst) == self.slots.len() {
            hint::spin_loop();
        }
        let put = self.put.load(SeqCst);
        self.slots[put % self.slots.len()].set(value);
        self.put.store(put + 1, SeqCst);
    }

    fn take(&self) -> Option<u64> {
        while self.taken.load(SeqCst) == self.put.load(SeqCst) {
            if self.is_closed.load(SeqCst) {
                return None;
            }
            hint::spin_loop();
        }
        let taken = self.taken.load(SeqCst);
        let value = self.slots[taken % self.slots.len()].get();
        self.taken.store(taken + 1, SeqCst);
        Some(value)
    }

    fn close(&self) {
        self.is_closed.store(true, SeqCst);
    }
}
