//! verdict: wrong outcome
//!
//! Leaves the sending to another thread, so that no client ever waits: the question
//! overtakes the additions.

use labs::lab_08::{Service, Total};
use racelab::sync::{mpsc, thread};

#[derive(Clone)]
pub struct Exercise {
    messages: mpsc::Sender<Message>,
}

enum Message {
    Add(u64),
    Get(mpsc::Sender<u64>),
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (messages, inbox) = mpsc::channel();
        thread::spawn(move || {
            for message in inbox {
                match message {
                    Message::Add(number) => total.set(total.get() + number),
                    Message::Get(answer) => answer.send(total.get()).unwrap(),
                }
            }
        });
        Self { messages }
    }

    fn add(&self, number: u64) {
        let messages = self.messages.clone();
        thread::spawn(move || messages.send(Message::Add(number)).unwrap());
    }

    fn get(&self) -> u64 {
        let (sender, answer) = mpsc::channel();
        self.messages.send(Message::Get(sender)).unwrap();
        answer.recv().unwrap()
    }
}
