//! `+=` on the service adds; a builder names the channel and the thread.

use std::ops::{AddAssign, Not};

use labs::lab_08::{Service, Total};
use racelab::sync::mpsc::{Sender, channel};
use racelab::sync::thread;

enum Message {
    Add(u64),
    Get(Sender<u64>),
}

struct Builder<'a> {
    thread: &'a str,
    inbox: &'a str,
}

impl<'a> Builder<'a> {
    const fn new() -> Self {
        Self {
            thread: "owner",
            inbox: "",
        }
    }

    const fn inbox(mut self, inbox: &'a str) -> Self {
        self.inbox = inbox;
        self
    }

    fn start(self, total: Total) -> Exercise {
        let (owner, inbox) = channel();
        let inbox = inbox.named(self.inbox);
        let thread = thread::Builder::new().name(self.thread.into());
        let started = thread.spawn(move || {
            for message in inbox {
                match message {
                    Message::Add(number) => total.set(total.get() + number),
                    Message::Get(reply) => reply.send(total.get()).expect("the client waits"),
                }
            }
        });
        assert!(started.is_ok());
        Exercise { owner }
    }
}

#[derive(Clone)]
pub struct Exercise {
    owner: Sender<Message>,
}

impl AddAssign<u64> for &Exercise {
    fn add_assign(&mut self, number: u64) {
        assert!(self.owner.send(Message::Add(number)).is_ok());
    }
}

impl Not for &Exercise {
    type Output = u64;

    fn not(self) -> u64 {
        let (reply, answer) = channel();
        assert!(self.owner.send(Message::Get(reply)).is_ok());
        answer.recv().expect("the owner replies")
    }
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        Builder::new().inbox("messages").start(total)
    }

    fn add(&self, number: u64) {
        let mut service = self;
        service += number;
    }

    fn get(&self) -> u64 {
        !self
    }
}
