//! verdict: proved
//!
//! One condition variable, and each change wakes all waiters: a thread whose condition does not
//! hold goes back to sleep.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    ring: Mutex<Ring>,
    changed: Condvar,
}

struct Ring {
    slots: Vec<Slot>,
    first: usize,
    filled: usize,
    is_closed: bool,
}

impl Ring {
    fn is_full(&self) -> bool {
        self.filled == self.slots.len()
    }

    fn is_empty(&self) -> bool {
        self.filled == 0
    }

    fn push(&mut self, value: u64) {
        let free = (self.first + self.filled) % self.slots.len();
        self.slots[free].set(value);
        self.filled += 1;
    }

    fn pop(&mut self) -> u64 {
        let value = self.slots[self.first].get();
        self.first = (self.first + 1) % self.slots.len();
        self.filled -= 1;
        value
    }
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        let ring = Ring {
            slots,
            first: 0,
            filled: 0,
            is_closed: false,
        };
        Self {
            ring: Mutex::new(ring).named("door"),
            changed: Condvar::new().named("changed"),
        }
    }

    fn put(&self, value: u64) {
        let mut ring = self.ring.lock();
        while ring.is_full() {
            self.changed.wait(&mut ring);
        }
        ring.push(value);
        self.changed.notify_all();
    }

    fn take(&self) -> Option<u64> {
        let mut ring = self.ring.lock();
        while ring.is_empty() && !ring.is_closed {
            self.changed.wait(&mut ring);
        }
        if ring.is_empty() {
            return None;
        }
        let value = ring.pop();
        self.changed.notify_all();
        Some(value)
    }

    fn close(&self) {
        self.ring.lock().is_closed = true;
        self.changed.notify_all();
    }
}
