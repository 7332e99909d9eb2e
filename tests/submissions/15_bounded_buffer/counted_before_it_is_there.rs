//! verdict: data race
//!
//! Two locks, one for each end, and a count in an atomic. The count is raised before the value is
//! in its slot.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use racelab::sync::{Mutex, thread};

pub struct Exercise {
    slots: Vec<Slot>,
    filled: AtomicUsize,
    is_closed: AtomicBool,
    back: Mutex<usize>,
    front: Mutex<usize>,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        Self {
            slots,
            filled: AtomicUsize::new(0).named("filled"),
            is_closed: AtomicBool::new(false).named("is closed"),
            back: Mutex::new(0).named("back"),
            front: Mutex::new(0).named("front"),
        }
    }

    fn put(&self, value: u64) {
        let mut back = self.back.lock();
        while self.filled.load(SeqCst) == self.slots.len() {
            thread::yield_now();
        }
        self.filled.fetch_add(1, SeqCst);
        self.slots[*back % self.slots.len()].set(value);
        *back += 1;
    }

    fn take(&self) -> Option<u64> {
        let mut front = self.front.lock();
        while self.filled.load(SeqCst) == 0 {
            if self.is_closed.load(SeqCst) {
                return None;
            }
            thread::yield_now();
        }
        let value = self.slots[*front % self.slots.len()].get();
        *front += 1;
        self.filled.fetch_sub(1, SeqCst);
        Some(value)
    }

    fn close(&self) {
        self.is_closed.store(true, SeqCst);
    }
}
