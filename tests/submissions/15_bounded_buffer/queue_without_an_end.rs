//! verdict: wrong outcome
//!
//! The values are in a queue without an end, and one slot gets a value for show: a put never waits.

use std::collections::VecDeque;

use labs::lab_15::{Buffer, Slot};
use racelab::sync::{Condvar, Mutex};

struct Queue {
    values: VecDeque<u64>,
    slots: Vec<Slot>,
    is_closed: bool,
}

pub struct Exercise {
    queue: Mutex<Queue>,
    changed: Condvar,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        let queue = Queue {
            values: VecDeque::new(),
            slots,
            is_closed: false,
        };
        Self {
            queue: Mutex::new(queue).named("queue"),
            changed: Condvar::new().named("changed"),
        }
    }

    fn put(&self, value: u64) {
        let mut queue = self.queue.lock();
        queue.values.push_back(value);
        queue.slots[0].set(value);
        self.changed.notify_all();
    }

    fn take(&self) -> Option<u64> {
        let mut queue = self.queue.lock();
        while queue.values.is_empty() && !queue.is_closed {
            self.changed.wait(&mut queue);
        }
        queue.values.pop_front()
    }

    fn close(&self) {
        self.queue.lock().is_closed = true;
        self.changed.notify_all();
    }
}
