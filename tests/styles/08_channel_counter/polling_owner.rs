//! The owner polls its inbox with `try_recv`, and yields when it is empty.

use labs::lab_08::{Service, Total};
use racelab::sync::mpsc::{Sender, TryRecvError, channel};
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
            loop {
                match inbox.try_recv() {
                    Ok(Message::Add(number)) => total.set(total.get() + number),
                    Ok(Message::Get(reply)) => reply.send(total.get()).expect("the client waits"),
                    Err(TryRecvError::Empty) => thread::yield_now(),
                    Err(TryRecvError::Disconnected) => return,
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
        answer.recv().expect("the owner replies")
    }
}
