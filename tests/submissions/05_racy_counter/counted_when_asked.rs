//! verdict: panic
//!
//! Each increment is a message, and `get` counts those that have come. It removes them from the
//! channel, so a second `get` finds none.

use labs::lab_05::Counter;
use racelab::sync::{Mutex, mpsc};

pub struct Exercise {
    increments: Mutex<mpsc::Sender<()>>,
    inbox: Mutex<mpsc::Receiver<()>>,
}

impl Counter for Exercise {
    fn new() -> Self {
        let (increments, inbox) = mpsc::channel();
        Self {
            increments: Mutex::new(increments),
            inbox: Mutex::new(inbox),
        }
    }

    fn increment(&self) {
        self.increments.lock().send(()).expect("the inbox is there");
    }

    fn get(&self) -> u64 {
        let inbox = self.inbox.lock();
        std::iter::from_fn(|| inbox.try_recv().ok()).count() as u64
    }
}
