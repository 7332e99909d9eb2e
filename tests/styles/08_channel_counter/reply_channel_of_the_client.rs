//! Each clone has one reply channel for all of its questions.

use labs::lab_08::{Service, Total};
use racelab::sync::mpsc::{Receiver, Sender, channel};
use racelab::sync::thread;

enum Message {
    Add(u64),
    Get(Sender<u64>),
}

pub struct Exercise {
    owner: Sender<Message>,
    reply: Sender<u64>,
    answers: Receiver<u64>,
}

impl Exercise {
    fn client(owner: Sender<Message>) -> Self {
        let (reply, answers) = channel();
        Self {
            owner,
            reply,
            answers,
        }
    }
}

impl Clone for Exercise {
    fn clone(&self) -> Self {
        Self::client(self.owner.clone())
    }
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (owner, inbox) = channel();
        thread::spawn(move || {
            for message in inbox {
                match message {
                    Message::Add(number) => total.set(total.get() + number),
                    Message::Get(reply) => reply.send(total.get()).unwrap(),
                }
            }
        });
        Self::client(owner)
    }

    fn add(&self, number: u64) {
        self.owner.send(Message::Add(number)).unwrap();
    }

    fn get(&self) -> u64 {
        self.owner.send(Message::Get(self.reply.clone())).unwrap();
        self.answers.recv().unwrap()
    }
}
