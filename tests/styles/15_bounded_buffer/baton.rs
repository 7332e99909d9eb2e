//! Passing the baton, after Andrews: one of three semaphores is open at a time.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Mutex, Semaphore};

/// Only the thread that has the baton uses the counts.
pub struct Exercise {
    entry: Semaphore,
    /// Where producers wait, and where takers do.
    doors: [Semaphore; 2],
    delayed: [PlainCell<usize>; 2],
    slots: Mutex<Vec<Slot>>,
    room: usize,
    put: PlainCell<usize>,
    taken: PlainCell<usize>,
    closed: PlainCell<bool>,
}

impl Exercise {
    fn is_open(&self, side: usize) -> bool {
        let filled = self.put.get() - self.taken.get();
        match side {
            0 => filled < self.room,
            _ => filled > 0 || self.closed.get(),
        }
    }

    /// Waits until it has the baton and its side can go on.
    fn enter(&self, side: usize) {
        self.entry.acquire().forget();
        if !self.is_open(side) {
            self.delayed[side].set(self.delayed[side].get() + 1);
            self.entry.release(1);
            self.doors[side].acquire().forget();
        }
    }

    /// Passes the baton to a delayed thread that can go on, or leaves it at the entry.
    fn leave(&self) {
        for side in 0..2 {
            let delayed = self.delayed[side].get();
            if delayed > 0 && self.is_open(side) {
                self.delayed[side].set(delayed - 1);
                self.doors[side].release(1);
                return;
            }
        }
        self.entry.release(1);
    }
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        Self {
            entry: Semaphore::new(1),
            doors: [Semaphore::new(0), Semaphore::new(0)],
            delayed: Default::default(),
            room: slots.len(),
            slots: Mutex::new(slots),
            put: PlainCell::new(0),
            taken: PlainCell::new(0),
            closed: PlainCell::new(false),
        }
    }

    fn put(&self, value: u64) {
        self.enter(0);
        let put = self.put.get();
        self.slots.lock()[put % self.room].set(value);
        self.put.set(put + 1);
        self.leave();
    }

    fn take(&self) -> Option<u64> {
        self.enter(1);
        let taken = self.taken.get();
        let value = (self.put.get() > taken).then(|| {
            self.taken.set(taken + 1);
            self.slots.lock()[taken % self.room].get()
        });
        self.leave();
        value
    }

    fn close(&self) {
        self.entry.acquire().forget();
        self.closed.set(true);
        self.leave();
    }
}
