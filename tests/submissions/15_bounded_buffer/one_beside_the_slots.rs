//! verdict: wrong outcome
//!
//! With two slots and more, the buffer keeps one value beside its slots. It has room for one value
//! too many.

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
    closed: bool,
    spare: Option<u64>,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        let ring = Ring {
            slots,
            first: 0,
            filled: 0,
            closed: false,
            spare: None,
        };
        Self {
            ring: Mutex::new(ring),
            has_room: Condvar::new(),
            has_value: Condvar::new(),
        }
    }

    fn put(&self, value: u64) {
        let mut ring = self.ring.lock();
        let room = if ring.slots.len() > 1 {
            ring.slots.len() + 1
        } else {
            1
        };
        while ring.filled == room {
            self.has_room.wait(&mut ring);
        }
        if ring.filled < ring.slots.len() {
            let free = (ring.first + ring.filled) % ring.slots.len();
            ring.slots[free].set(value);
        } else {
            ring.spare = Some(value);
        }
        ring.filled += 1;
        self.has_value.notify_one();
    }

    fn take(&self) -> Option<u64> {
        let mut ring = self.ring.lock();
        while ring.filled == 0 {
            if ring.closed {
                return None;
            }
            self.has_value.wait(&mut ring);
        }
        let value = ring.slots[ring.first].get();
        let at = ring.first;
        ring.first = (ring.first + 1) % ring.slots.len();
        if let Some(v) = ring.spare.take() {
            ring.slots[at].set(v);
        }
        ring.filled -= 1;
        self.has_room.notify_one();
        Some(value)
    }

    fn close(&self) {
        self.ring.lock().closed = true;
        self.has_value.notify_all();
    }
}
