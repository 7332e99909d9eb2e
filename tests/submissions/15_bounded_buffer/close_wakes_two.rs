//! verdict: deadlock
//!
//! `close` wakes two takers. A third one sleeps for ever.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    ring: Mutex<Ring>,
    room: Condvar,
    there: Condvar,
}

struct Ring {
    slots: Vec<Slot>,
    first: usize,
    filled: usize,
    closed: bool,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        Self {
            ring: Mutex::new(Ring {
                slots,
                first: 0,
                filled: 0,
                closed: false,
            }),
            room: Condvar::new(),
            there: Condvar::new(),
        }
    }

    fn put(&self, value: u64) {
        let mut ring = self.ring.lock();
        while ring.filled == ring.slots.len() {
            self.room.wait(&mut ring);
        }
        let free = (ring.first + ring.filled) % ring.slots.len();
        ring.slots[free].set(value);
        ring.filled += 1;
        self.there.notify_one();
    }

    fn take(&self) -> Option<u64> {
        let mut ring = self.ring.lock();
        while ring.filled == 0 {
            if ring.closed {
                return None;
            }
            self.there.wait(&mut ring);
        }
        let value = ring.slots[ring.first].get();
        ring.first = (ring.first + 1) % ring.slots.len();
        ring.filled -= 1;
        self.room.notify_one();
        Some(value)
    }

    fn close(&self) {
        self.ring.lock().closed = true;
        self.there.notify_one();
        self.there.notify_one();
    }
}
