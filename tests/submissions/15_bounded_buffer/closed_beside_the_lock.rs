//! verdict: deadlock
//!
//! `close` sets an atomic flag without the lock. A taker reads false; then `close` sets the flag
//! and notifies all; then the taker begins to wait: the notification is lost.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::atomic::{AtomicBool, Ordering::SeqCst};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    ring: Mutex<Ring>,
    has_room: Condvar,
    has_value: Condvar,
    is_closed: AtomicBool,
}

struct Ring {
    slots: Vec<Slot>,
    first: usize,
    filled: usize,
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
        };
        Self {
            ring: Mutex::new(ring).named("door"),
            has_room: Condvar::new().named("has room"),
            has_value: Condvar::new().named("has value"),
            is_closed: AtomicBool::new(false).named("closed"),
        }
    }

    fn put(&self, value: u64) {
        let mut ring = self.ring.lock();
        while ring.is_full() {
            self.has_room.wait(&mut ring);
        }
        ring.push(value);
        self.has_value.notify_one();
    }

    fn take(&self) -> Option<u64> {
        let mut ring = self.ring.lock();
        while ring.is_empty() && !self.is_closed.load(SeqCst) {
            self.has_value.wait(&mut ring);
        }
        if ring.is_empty() {
            return None;
        }
        let value = ring.pop();
        self.has_room.notify_one();
        Some(value)
    }

    fn close(&self) {
        self.is_closed.store(true, SeqCst);
        self.has_value.notify_all();
    }
}
