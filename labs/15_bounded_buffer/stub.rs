//! Lab 15, the exercise: a bounded buffer in which no thread waits for ever.
//!
//! A lock, a condition variable, each wait in a loop, a notification after each change: it
//! looks as in a textbook, and still all threads may sleep while there is work. And `close`
//! does nothing yet. Fix both in any way you like; the values stay in the slots that `new`
//! gets.
//! Take locks and the like from `racelab::sync`, where the checker can see them.
//!
//! To have it proved:  cargo run --bin 15_bounded_buffer -- check

use labs::lab_15::{Buffer, Slot};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    ring: Mutex<Ring>,
    changed: Condvar,
}

/// The slots, used as a ring. The oldest value is in slot `first`.
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
            changed: Condvar::new().named("changed"),
        }
    }

    fn put(&self, value: u64) {
        let mut ring = self.ring.lock();
        while ring.is_full() {
            self.changed.wait(&mut ring);
        }
        ring.push(value);
        self.changed.notify_one();
    }

    fn take(&self) -> Option<u64> {
        let mut ring = self.ring.lock();
        while ring.is_empty() {
            self.changed.wait(&mut ring);
        }
        let value = ring.pop();
        self.changed.notify_one();
        Some(value)
    }

    fn close(&self) {
        // From here on `take` returns `None` as soon as the buffer is empty.
    }
}
