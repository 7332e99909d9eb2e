//! The client waits for its reply with a limit, again and again.

use std::time::Duration;

use labs::lab_08::{Service, Total};
use racelab::sync::mpsc::{RecvTimeoutError, Sender, channel};
use racelab::sync::thread;

enum Message {
    Add(u64),
    Get(Sender<u64>),
}

#[derive(Clone)]
pub struct Exercise {
    owner: Sender<Message>,
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
        Self { owner }
    }

    fn add(&self, number: u64) {
        assert!(self.owner.send(Message::Add(number)).is_ok());
    }

    fn get(&self) -> u64 {
        let (reply, answer) = channel();
        assert!(self.owner.send(Message::Get(reply)).is_ok());
        loop {
            match answer.recv_timeout(Duration::from_millis(5)) {
                Ok(count) => return count,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => unreachable!("the owner replies"),
            }
        }
    }
}
