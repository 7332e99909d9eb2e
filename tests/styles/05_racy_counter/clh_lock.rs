//! A CLH queue lock: each thread spins on the flag of its predecessor.

use labs::lab_05::Counter;
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Release},
};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Mutex, hint};

type Flag = Arc<AtomicBool>;

pub struct Exercise {
    /// The flag of the last thread in the queue; true while that thread waits or owns the lock.
    tail: Mutex<Flag>,
    value: PlainCell<u64>,
}

impl Exercise {
    fn enqueue(&self) -> (Flag, Flag) {
        let own = Arc::new(AtomicBool::new(true));
        let before = std::mem::replace(&mut *self.tail.lock(), Arc::clone(&own));
        (own, before)
    }
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            tail: Mutex::new(Arc::new(AtomicBool::new(false))),
            value: PlainCell::new(0),
        }
    }

    fn increment(&self) {
        let (own, before) = self.enqueue();
        while before.load(Acquire) {
            hint::spin_loop();
        }
        self.value.set(self.value.get() + 1);
        own.store(false, Release);
    }

    fn get(&self) -> u64 {
        self.value.get()
    }
}
