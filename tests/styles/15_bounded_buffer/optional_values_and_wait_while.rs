//! A queue of numbers of filled slots, and waits as closures.

use std::collections::VecDeque;

use labs::lab_15::{Buffer, Slot};
use racelab::sync::{Condvar, Mutex};

#[derive(Default)]
struct Numbers {
    free: VecDeque<usize>,
    filled: VecDeque<usize>,
    closed: bool,
}

pub struct Exercise {
    slots: Vec<Slot>,
    numbers: Mutex<Numbers>,
    producers: Condvar,
    takers: Condvar,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        let numbers = Numbers {
            free: (0..slots.len()).collect(),
            ..Numbers::default()
        };
        Self {
            slots,
            numbers: Mutex::new(numbers),
            producers: Condvar::new(),
            takers: Condvar::new(),
        }
    }

    fn put(&self, value: u64) {
        let mut numbers = self.numbers.lock();
        self.producers
            .wait_while(&mut numbers, |numbers| numbers.free.is_empty());
        let slot = numbers.free.pop_front().expect("one is free");
        self.slots[slot].set(value);
        numbers.filled.push_back(slot);
        self.takers.notify_one();
    }

    fn take(&self) -> Option<u64> {
        let mut numbers = self.numbers.lock();
        self.takers.wait_while(&mut numbers, |numbers| {
            numbers.filled.is_empty() && !numbers.closed
        });
        let slot = numbers.filled.pop_front()?;
        numbers.free.push_back(slot);
        self.producers.notify_one();
        Some(self.slots[slot].get())
    }

    fn close(&self) {
        let Self {
            numbers, takers, ..
        } = self;
        numbers.lock().closed = true;
        takers.notify_all();
    }
}
