//! verdict: wrong outcome
//!
//! Right, but the values are in a queue of its own, where the checker does not see them.

use std::collections::VecDeque;

use labs::lab_15::{Buffer, Slot};
use racelab::sync::{Condvar, Mutex};

pub struct Exercise {
    room: usize,
    inside: Mutex<(VecDeque<u64>, bool)>,
    changed: Condvar,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        Self {
            room: slots.len(),
            inside: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    fn put(&self, value: u64) {
        let mut inside = self.inside.lock();
        self.changed
            .wait_while(&mut inside, |inside| inside.0.len() == self.room);
        inside.0.push_back(value);
        self.changed.notify_all();
    }

    fn take(&self) -> Option<u64> {
        let mut inside = self.inside.lock();
        self.changed
            .wait_while(&mut inside, |inside| inside.0.is_empty() && !inside.1);
        self.changed.notify_all();
        inside.0.pop_front()
    }

    fn close(&self) {
        self.inside.lock().1 = true;
        self.changed.notify_all();
    }
}
