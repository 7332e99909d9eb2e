//! Free slots and filled slots travel through two channels.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::Mutex;
use racelab::sync::mpsc::{Receiver, Sender, channel};

pub struct Exercise {
    free: Mutex<Receiver<Slot>>,
    free_again: Sender<Slot>,
    filled: Mutex<Option<Sender<Slot>>>,
    inbox: Mutex<Receiver<Slot>>,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        let (free_again, free) = channel();
        let (filled, inbox) = channel();
        for slot in slots {
            free_again.send(slot).unwrap();
        }
        Self {
            free: Mutex::new(free),
            free_again,
            filled: Mutex::new(Some(filled)),
            inbox: Mutex::new(inbox),
        }
    }

    fn put(&self, value: u64) {
        let slot = self.free.lock().recv().unwrap();
        slot.set(value);
        self.filled.lock().as_ref().unwrap().send(slot).unwrap();
    }

    fn take(&self) -> Option<u64> {
        let slot = self.inbox.lock().recv().ok()?;
        let value = slot.get();
        self.free_again.send(slot).unwrap();
        Some(value)
    }

    fn close(&self) {
        self.filled.lock().take();
    }
}
