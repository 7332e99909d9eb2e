//! verdict: deadlock
//!
//! Slots are used from the first to the last, and again from the first only when the buffer is
//! empty. A put waits although slots at the beginning are free.

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
    end: usize,
    closed: bool,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        let ring = Ring {
            slots,
            first: 0,
            end: 0,
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
        while ring.end == ring.slots.len() {
            self.has_room.wait(&mut ring);
        }
        let end = ring.end;
        ring.slots[end].set(value);
        ring.end += 1;
        self.has_value.notify_one();
    }

    fn take(&self) -> Option<u64> {
        let mut ring = self.ring.lock();
        while ring.first == ring.end {
            if ring.closed {
                return None;
            }
            self.has_value.wait(&mut ring);
        }
        let value = ring.slots[ring.first].get();
        ring.first += 1;
        if ring.first == ring.end {
            (ring.first, ring.end) = (0, 0);
            self.has_room.notify_all();
        }
        Some(value)
    }

    fn close(&self) {
        self.ring.lock().closed = true;
        self.has_value.notify_all();
    }
}
