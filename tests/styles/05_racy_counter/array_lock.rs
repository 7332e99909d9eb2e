//! Anderson's array lock with a const generic number of slots, for up to 16 threads.

use labs::lab_05::Counter;
use racelab::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::hint;

struct ArrayLock<const SLOTS: usize> {
    next: AtomicUsize,
    is_open: [AtomicBool; SLOTS],
}

impl<const SLOTS: usize> ArrayLock<SLOTS> {
    fn new() -> Self {
        Self {
            next: AtomicUsize::new(0),
            is_open: std::array::from_fn(|slot| AtomicBool::new(slot == 0)),
        }
    }

    fn acquire(&self) -> usize {
        let slot = self.next.fetch_add(1, Relaxed) % SLOTS;
        // The swap reads the newest value; a load could read `true` from a round before.
        while !self.is_open[slot].swap(false, Acquire) {
            hint::spin_loop();
        }
        slot
    }

    fn release(&self, slot: usize) {
        self.is_open[(slot + 1) % SLOTS].store(true, Release);
    }
}

pub struct Exercise {
    lock: ArrayLock<16>,
    value: PlainCell<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            lock: ArrayLock::new(),
            value: PlainCell::new(0),
        }
    }

    fn increment(&self) {
        let slot = self.lock.acquire();
        self.value.set(self.value.get() + 1);
        self.lock.release(slot);
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
