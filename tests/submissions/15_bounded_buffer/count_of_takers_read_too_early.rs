//! verdict: deadlock
//!
//! A put notifies only if a taker waits, by a count that it reads before it acquires the lock. A
//! taker that comes to wait in between gets no notification.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use racelab::sync::{Condvar, Mutex};

/// The slots in a ring: of the values in it `first` is where the oldest one is.
struct Ring {
    slots: Vec<Slot>,
    first: usize,
    filled: usize,
    is_closed: bool,
}

impl Ring {
    fn new(slots: Vec<Slot>) -> Self {
        Self {
            slots,
            first: 0,
            filled: 0,
            is_closed: false,
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
    has_value: Condvar,
    takers: AtomicUsize,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        Self {
            ring: Mutex::new(Ring::new(slots)).named("ring"),
            has_room: Condvar::new().named("has room"),
            has_value: Condvar::new().named("has value"),
            takers: AtomicUsize::new(0).named("takers"),
        }
    }

    fn put(&self, value: u64) {
        let is_awaited = self.takers.load(SeqCst) > 0;
        let mut ring = self.ring.lock();
        while ring.filled == ring.slots.len() {
            self.has_room.wait(&mut ring);
        }
        ring.push(value);
        if is_awaited {
            self.has_value.notify_one();
        }
    }

    fn take(&self) -> Option<u64> {
        let mut ring = self.ring.lock();
        while ring.filled == 0 && !ring.is_closed {
            self.takers.fetch_add(1, SeqCst);
            self.has_value.wait(&mut ring);
            self.takers.fetch_sub(1, SeqCst);
        }
        if ring.filled == 0 {
            return None;
        }
        let value = ring.pop();
        self.has_room.notify_one();
        Some(value)
    }

    fn close(&self) {
        self.ring.lock().is_closed = true;
        self.has_value.notify_all();
    }
}
