//! verdict: deadlock
//!
//! Notifies only where a thread can wait: a taker if the buffer was empty, a producer if it was
//! full. But two values may come before the woken taker has the lock again, and then the second
//! taker sleeps on. With room for one it is right.

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
            has_room: Condvar::new().named("has room"),
            has_value: Condvar::new().named("has value"),
        }
    }

    fn put(&self, value: u64) {
        let mut ring = self.ring.lock();
        while ring.is_full() {
            self.has_room.wait(&mut ring);
        }
        let was_empty = ring.is_empty();
        ring.push(value);
        if was_empty {
            self.has_value.notify_one();
        }
    }

    fn take(&self) -> Option<u64> {
        let mut ring = self.ring.lock();
        while ring.is_empty() && !ring.is_closed {
            self.has_value.wait(&mut ring);
        }
        if ring.is_empty() {
            return None;
        }
        let was_full = ring.is_full();
        let value = ring.pop();
        if was_full {
            self.has_room.notify_one();
        }
        Some(value)
    }

    fn close(&self) {
        self.ring.lock().is_closed = true;
        self.has_value.notify_all();
    }
}
