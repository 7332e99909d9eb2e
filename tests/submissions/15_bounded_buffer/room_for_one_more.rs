//! verdict: wrong outcome
//!
//! A put waits only if the buffer holds one value more than it has slots. A value that has no slot
//! is in a queue of its own.

use std::collections::VecDeque;

use labs::lab_15::{Buffer, Slot};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    inside: Mutex<Inside>,
    has_room: Condvar,
    has_value: Condvar,
}

struct Inside {
    slots: Vec<Slot>,
    values: VecDeque<u64>,
    is_closed: bool,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        Self {
            inside: Mutex::new(Inside {
                slots,
                values: VecDeque::new(),
                is_closed: false,
            }),
            has_room: Condvar::new(),
            has_value: Condvar::new(),
        }
    }

    fn put(&self, value: u64) {
        let mut inside = self.inside.lock();
        while inside.values.len() > inside.slots.len() {
            self.has_room.wait(&mut inside);
        }
        inside.slots[0].set(value);
        inside.values.push_back(value);
        self.has_value.notify_one();
    }

    fn take(&self) -> Option<u64> {
        let mut inside = self.inside.lock();
        while inside.values.is_empty() && !inside.is_closed {
            self.has_value.wait(&mut inside);
        }
        let value = inside.values.pop_front();
        self.has_room.notify_one();
        value
    }

    fn close(&self) {
        self.inside.lock().is_closed = true;
        self.has_value.notify_all();
    }
}
