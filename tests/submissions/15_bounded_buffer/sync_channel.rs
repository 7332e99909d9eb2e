//! verdict: wrong outcome
//! graded: forbidden construct
//!
//! The library's bounded channel, which the exercise is to build; and its values are not in the
//! slots.

use labs::lab_15::{Buffer, Slot};
use racelab::sync::Mutex;
use racelab::sync::mpsc::{self, Receiver, SyncSender};

pub struct Exercise {
    sender: Mutex<Option<SyncSender<u64>>>,
    receiver: Mutex<Receiver<u64>>,
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        let (sender, receiver) = mpsc::sync_channel(slots.len());
        Self {
            sender: Mutex::new(Some(sender)),
            receiver: Mutex::new(receiver),
        }
    }

    fn put(&self, value: u64) {
        let sender = self.sender.lock().clone();
        sender.expect("it is open").send(value).expect("it is read");
    }

    fn take(&self) -> Option<u64> {
        self.receiver.lock().recv().ok()
    }

    fn close(&self) {
        *self.sender.lock() = None;
    }
}
