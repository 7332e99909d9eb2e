//! Dekker's algorithm between two sides: threads that transfer, and threads that read.

use labs::lab_06::{Account, Fields};
use racelab::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use racelab::sync::{Mutex, thread};

pub struct Exercise {
    /// Of each side one thread at a time takes part.
    gates: [Mutex<()>; 2],
    wants: [AtomicBool; 2],
    turn: AtomicUsize,
    fields: Fields,
}

impl Exercise {
    fn with<R>(&self, side: usize, section: impl FnOnce(&Fields) -> R) -> R {
        let other = 1 - side;
        let _gate = self.gates[side].lock();
        self.wants[side].store(true, SeqCst);
        while self.wants[other].load(SeqCst) {
            if self.turn.load(SeqCst) == other {
                self.wants[side].store(false, SeqCst);
                while self.turn.load(SeqCst) == other {
                    thread::yield_now();
                }
                self.wants[side].store(true, SeqCst);
            }
        }
        let result = section(&self.fields);
        self.turn.store(other, SeqCst);
        self.wants[side].store(false, SeqCst);
        result
    }
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            gates: Default::default(),
            wants: Default::default(),
            turn: AtomicUsize::new(0),
            fields,
        }
    }

    fn transfer(&self, amount: u64) {
        self.with(0, |Fields { checking, savings }| {
            checking.set(checking.get() - amount);
            savings.set(savings.get() + amount);
        });
    }

    fn read(&self) -> (u64, u64) {
        self.with(1, |fields| (fields.checking.get(), fields.savings.get()))
    }
}
