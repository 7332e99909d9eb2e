//! verdict: deadlock
//!
//! The owner keeps a sender of its own channel, and so waits for its own messages for ever.

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
        let to_myself = messages.clone();
        thread::spawn(move || {
            for message in inbox {
                match message {
                    // Zero takes no time; any other number is added bit by bit.
                    Message::Add(0) => {}
                    Message::Add(number) => {
                        total.set(total.get() + number);
                        to_myself.send(Message::Add(0)).unwrap();
                    }
                    Message::Get(answer) => answer.send(total.get()).unwrap(),
                }
            }
        });
        Self { messages }
    }

    fn add(&self, number: u64) {
        self.messages.send(Message::Add(number)).unwrap();
    }

    fn get(&self) -> u64 {
        let (sender, answer) = mpsc::channel();
        self.messages.send(Message::Get(sender)).unwrap();
        answer.recv().unwrap()
    }
}
