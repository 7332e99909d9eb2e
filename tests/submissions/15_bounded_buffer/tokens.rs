//! verdict: proved
//!
//! Unbounded channels carry the numbers of slots: free ones to the producers, filled ones to the
//! takers. `close` drops the last sender.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::Mutex;
use racelab::sync::mpsc::{Receiver, Sender, channel};

type Numbers = Mutex<Receiver<usize>>;

pub struct Exercise {
    slots: Vec<Slot>,
    to_fill: Numbers,
    filled: Mutex<Option<Sender<usize>>>,
    to_take: Numbers,
    free: Sender<usize>,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        let (free, to_fill) = channel();
        let (filled, to_take) = channel();
        for number in 0..slots.len() {
            free.send(number).expect("its receiver is here");
        }
        Self {
            slots,
            to_fill: Mutex::new(to_fill),
            filled: Mutex::new(Some(filled)),
            to_take: Mutex::new(to_take),
            free,
        }
    }

    fn put(&self, value: u64) {
        let number = self.to_fill.lock().recv().expect("a sender is in self");
        // Under the lock the order is that in which the slots were filled.
        let filled = self.filled.lock();
        self.slots[number].set(value);
        let filled = filled.as_ref().expect("it is not closed");
        filled.send(number).expect("its receiver is in self");
    }

    fn take(&self) -> Option<u64> {
        let number = self.to_take.lock().recv().ok()?;
        let value = self.slots[number].get();
        self.free.send(number).expect("its receiver is in self");
        Some(value)
    }

    fn close(&self) {
        *self.filled.lock() = None;
    }
}
