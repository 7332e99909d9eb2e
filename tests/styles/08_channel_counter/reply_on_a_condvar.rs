//! The reply lies under a mutex, with a condition variable.

use labs::lab_08::{Service, Total};
use racelab::sync::{Arc, Condvar, Mutex, mpsc, thread};

#[derive(Clone, Default)]
struct Slot(Arc<(Mutex<Option<u64>>, Condvar)>);

impl Slot {
    fn fill(&self, number: u64) {
        let (slot, is_full) = &*self.0;
        *slot.lock() = Some(number);
        is_full.notify_one();
    }

    fn wait(&self) -> u64 {
        let (slot, is_full) = &*self.0;
        let mut slot = slot.lock();
        loop {
            match *slot {
                Some(number) => return number,
                None => is_full.wait(&mut slot),
            }
        }
    }
}

enum Message {
    Add(u64),
    Get(Slot),
}

#[derive(Clone)]
pub struct Exercise {
    owner: mpsc::Sender<Message>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (owner, inbox) = mpsc::channel();
        thread::spawn(move || {
            inbox.iter().for_each(|message| match message {
                Message::Add(number) => total.set(total.get() + number),
                Message::Get(slot) => slot.fill(total.get()),
            });
        });
        Self { owner }
    }

    fn add(&self, number: u64) {
        assert!(self.owner.send(Message::Add(number)).is_ok());
    }

    fn get(&self) -> u64 {
        let slot = Slot::default();
        assert!(self.owner.send(Message::Get(slot.clone())).is_ok());
        slot.wait()
    }
}
