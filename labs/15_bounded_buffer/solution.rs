//! Lab 15, the solution: a condition variable for each condition, and all woken
//! at the end.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    ring: Mutex<Ring>,
    // A condition variable for each condition. Then all its waiters wait for
    // the same, and it does not matter which of them a notification wakes.
    has_room: Condvar,
    has_value: Condvar,
}

/// The slots, used as a ring. The oldest value is in slot `first`.
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
        ring.push(value);
        // There is one more value, so one taker can go on: waking one is
        // enough.
        self.has_value.notify_one();
    }

    fn take(&self) -> Option<u64> {
        let mut ring = self.ring.lock();
        // `close` ends this wait, too: the loop looks at both under the lock,
        // after each wake-up.
        while ring.is_empty() && !ring.is_closed {
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
        self.ring.lock().is_closed = true;
        // Every taker can go on now, so wake all of them.
        self.has_value.notify_all();
        //             ^^^^^^^^^^
    }
}
