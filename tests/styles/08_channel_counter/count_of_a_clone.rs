//! Each clone remembers what it has been answered, and never less than before.

use std::cell::Cell;

use labs::lab_08::{Service, Total};
use racelab::sync::mpsc::{Sender, channel};
use racelab::sync::thread;

enum Message<const WITH_REPLY: bool> {
    Add(u64),
    Get(Sender<u64>),
}

#[derive(Clone)]
pub struct Exercise {
    owner: Sender<Message<true>>,
    seen: Cell<u64>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (owner, inbox) = channel();
        thread::spawn(move || {
            for message in inbox {
                match message {
                    Message::Add(number) => total.set(total.get() + number),
                    Message::Get(reply) => reply.send(total.get()).expect("the client waits"),
                }
            }
        });
        Self {
            owner,
            seen: Cell::default(),
        }
    }

    fn add(&self, number: u64) {
        assert!(self.owner.send(Message::Add(number)).is_ok());
    }

    fn get(&self) -> u64 {
        let (reply, answer) = channel();
        assert!(self.owner.send(Message::Get(reply)).is_ok());
        let count = answer.recv().expect("the owner replies");
        assert!(self.seen.replace(count) <= count);
        count
    }
}
