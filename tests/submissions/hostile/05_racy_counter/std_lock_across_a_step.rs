//! graded: forbidden construct
//! unscanned: waiting
//!
//! Holds a lock of std while another thread of the model moves.

use std::sync::Mutex;

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};

pub struct Exercise {
    value: AtomicU64,
    lock: Mutex<()>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: AtomicU64::new(0),
            lock: Mutex::new(()),
        }
    }

    fn increment(&self) {
        let _held = self.lock.lock();
        self.value.fetch_add(1, SeqCst);
    }

    fn get(&self) -> u64 {
        self.value.load(SeqCst)
    }
}
