//! verdict: deadlock
//!
//! A take that finds nothing says at once that the buffer is closed, and so never waits.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::{Condvar, Mutex};

/// The slots in a ring: of the values in it `first` is where the oldest one is.
struct Ring {
    slots: Vec<Slot>,
    first: usize,
    filled: usize,
}

impl Ring {
    fn new(slots: Vec<Slot>) -> Self {
        Self {
            slots,
            first: 0,
            filled: 0,
        }
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

pub struct Exercise {
    ring: Mutex<Ring>,
    has_room: Condvar,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        Self {
            ring: Mutex::new(Ring::new(slots)).named("ring"),
            has_room: Condvar::new().named("has room"),
        }
    }

    fn put(&self, value: u64) {
        let mut ring = self.ring.lock();
        while ring.filled == ring.slots.len() {
            self.has_room.wait(&mut ring);
        }
        ring.push(value);
    }

    fn take(&self) -> Option<u64> {
        let mut ring = self.ring.lock();
        if ring.filled == 0 {
            return None;
        }
        let value = ring.pop();
        self.has_room.notify_one();
        Some(value)
    }

    fn close(&self) {}
}
