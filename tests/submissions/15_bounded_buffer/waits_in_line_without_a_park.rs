//! verdict: no verdict
//! says: each round of a loop that waits changes data behind a lock
//!
//! A taker enters its name in a list, and does not park: each of its rounds enters it once more.

use std::collections::VecDeque;

use labs::lab_15::{Buffer, Slot};
use racelab::sync::Mutex;
use racelab::sync::thread::{self, Thread};

struct Inside {
    slots: Vec<Slot>,
    put: usize,
    taken: usize,
    is_closed: bool,
    producers: VecDeque<Thread>,
    takers: VecDeque<Thread>,
}

pub struct Exercise(Mutex<Inside>);

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        Self(Mutex::new(Inside {
            slots,
            put: 0,
            taken: 0,
            is_closed: false,
            producers: VecDeque::new(),
            takers: VecDeque::new(),
        }))
    }

    fn put(&self, value: u64) {
        loop {
            let mut inside = self.0.lock();
            let room = inside.slots.len();
            if inside.put - inside.taken < room {
                inside.slots[inside.put % room].set(value);
                inside.put += 1;
                inside.takers.drain(..).for_each(|taker| taker.unpark());
                return;
            }
            inside.producers.push_back(thread::current());
            drop(inside);
            thread::park();
        }
    }

    fn take(&self) -> Option<u64> {
        loop {
            let mut inside = self.0.lock();
            if inside.taken < inside.put {
                let value = inside.slots[inside.taken % inside.slots.len()].get();
                inside.taken += 1;
                inside
                    .producers
                    .drain(..)
                    .for_each(|producer| producer.unpark());
                return Some(value);
            }
            if inside.is_closed {
                return None;
            }
            inside.takers.push_back(thread::current());
            drop(inside);
        }
    }

    fn close(&self) {
        let mut inside = self.0.lock();
        inside.is_closed = true;
        inside.takers.drain(..).for_each(|taker| taker.unpark());
    }
}
