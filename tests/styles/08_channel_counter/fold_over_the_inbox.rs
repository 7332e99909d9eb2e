//! The owner is one fold over its inbox.

use labs::lab_08::{Service, Total};
use racelab::sync::mpsc::{Sender, channel};
use racelab::sync::thread;

type Message = Result<u64, Sender<u64>>;

#[derive(Clone)]
pub struct Exercise(Sender<Message>);

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (sender, inbox) = channel::<Message>();
        thread::spawn(move || {
            inbox
                .iter()
                .fold(total.get(), |sum, message| match message {
                    Ok(number) => {
                        total.set(sum + number);
                        sum + number
                    }
                    Err(reply) => reply.send(sum).map(|()| sum).expect("the client waits"),
                })
        });
        Self(sender)
    }

    fn add(&self, number: u64) {
        self.0.send(Ok(number)).expect("the owner runs");
    }

    fn get(&self) -> u64 {
        let (reply, answer) = channel();
        self.0.send(Err(reply)).expect("the owner runs");
        answer.recv().expect("the owner replies")
    }
}
