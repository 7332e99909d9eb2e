//! verdict: deadlock
//!
//! close lets four calls of take return None, and a taker that asks once more uses one of them up.
//! With three takers that each ask again, the last call waits for ever.

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
    closed: u64,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        let ring = Ring {
            slots,
            first: 0,
            filled: 0,
            closed: 0,
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
        let free = (ring.first + ring.filled) % ring.slots.len();
        ring.slots[free].set(value);
        ring.filled += 1;
        self.has_value.notify_one();
    }

    fn take(&self) -> Option<u64> {
        let mut ring = self.ring.lock();
        while ring.filled == 0 {
            if ring.closed > 0 {
                ring.closed -= 1;
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
        self.ring.lock().closed = 4;
        self.has_value.notify_all();
    }
}
