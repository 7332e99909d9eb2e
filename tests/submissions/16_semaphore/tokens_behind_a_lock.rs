//! verdict: deadlock
//!
//! A channel of tokens. The receiver stands behind a lock, which a thread holds while it waits
//! for a token: a thread that only tries waits for that lock.

use labs::lab_16::Semaphore;
use racelab::sync::Mutex;
use racelab::sync::mpsc::{Receiver, Sender, channel};

pub struct Exercise {
    give: Sender<()>,
    take: Mutex<Receiver<()>>,
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        let (give, take) = channel();
        for _ in 0..permits {
            give.send(()).expect("its receiver is here");
        }
        Self {
            give,
            take: Mutex::new(take).named("receiver"),
        }
    }

    fn acquire(&self) {
        self.take.lock().recv().expect("a sender is in self");
    }

    fn release(&self) {
        self.give.send(()).expect("its receiver is in self");
    }

    fn try_acquire(&self) -> bool {
        self.take.lock().try_recv().is_ok()
    }
}
