//! verdict: deadlock
//!
//! close wakes one taker, and a taker that gets None wakes the next one only if the oldest value
//! would be in the first slot.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    ring: Mutex<Ring>,
    has_room: Condvar,
    has_value: Condvar,
}

struct Ring {
    slots: Vec<Slot>,
    first: usize,
    filled: usize,
    closed: bool,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        let ring = Ring {
            slots,
            first: 0,
            filled: 0,
            closed: false,
        };
        Self {
            ring: Mutex::new(ring),
            has_room: Condvar::new(),
            has_value: Condvar::new(),
        }
    }

    fn put(&self, value: u64) {
        let mut ring = self.ring.lock();
        while ring.filled == ring.slots.len() {
            self.has_room.wait(&mut ring);
        }
        // the free slot: behind those that are filled
        let free = (ring.first + ring.filled) % ring.slots.len();
        ring.slots[free].set(value);
        ring.filled += 1;
        self.has_value.notify_one();
    }

    fn take(&self) -> Option<u64> {
        let mut ring = self.ring.lock();
        while ring.filled == 0 {
            if ring.closed {
                if ring.first == 0 {
                    self.has_value.notify_one();
                }
                return None;
            }
            self.has_value.wait(&mut ring);
        }
        let value = ring.slots[ring.first].get();
        ring.first = (ring.first + 1) % ring.slots.len();
        ring.filled -= 1;
        self.has_room.notify_one();
        Some(value)
    }

    fn close(&self) {
        self.ring.lock().closed = true;
        self.has_value.notify_one();
    }
}
