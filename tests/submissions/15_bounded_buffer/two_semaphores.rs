//! verdict: proved
//!
//! Dijkstra's solution: permits for the free slots, permits for the filled ones, and a lock around
//! the ring. `close` releases one more permit, and each taker that finds no value releases it
//! again.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::{Mutex, Semaphore};

pub struct Exercise {
    ring: Mutex<Ring>,
    free: Semaphore,
    filled: Semaphore,
}

struct Ring {
    slots: Vec<Slot>,
    put: usize,
    taken: usize,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        Self {
            free: Semaphore::new(slots.len()).named("free"),
            filled: Semaphore::new(0).named("filled"),
            ring: Mutex::new(Ring {
                slots,
                put: 0,
                taken: 0,
            }),
        }
    }

    fn put(&self, value: u64) {
        self.free.acquire().forget();
        let mut ring = self.ring.lock();
        ring.slots[ring.put % ring.slots.len()].set(value);
        ring.put += 1;
        self.filled.release(1);
    }

    fn take(&self) -> Option<u64> {
        self.filled.acquire().forget();
        let mut ring = self.ring.lock();
        if ring.taken == ring.put {
            self.filled.release(1);
            return None;
        }
        let value = ring.slots[ring.taken % ring.slots.len()].get();
        ring.taken += 1;
        self.free.release(1);
        Some(value)
    }

    fn close(&self) {
        self.filled.release(1);
    }
}
