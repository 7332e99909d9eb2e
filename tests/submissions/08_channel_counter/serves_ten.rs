//! verdict: panic
//!
//! The owner ends after ten messages.

use labs::lab_08::{Service, Total};
use racelab::sync::{mpsc, thread};

enum Message {
    Add(u64),
    Get(mpsc::Sender<u64>),
}

#[derive(Clone)]
pub struct Exercise {
    messages: mpsc::Sender<Message>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (messages, inbox) = mpsc::channel();
        thread::spawn(move || {
            for message in inbox.into_iter().take(10) {
                match message {
                    Message::Add(number) => total.set(total.get() + number),
                    Message::Get(answer) => drop(answer.send(total.get())),
                }
            }
        });
        Self { messages }
    }

    fn add(&self, number: u64) {
        let sent = self.messages.send(Message::Add(number));
        sent.expect("the service runs as long as there is a sender");
    }

    fn get(&self) -> u64 {
        let (sender, answer) = mpsc::channel();
        let sent = self.messages.send(Message::Get(sender));
        sent.expect("the service runs as long as there is a sender");
        answer.recv().expect("every question is answered")
    }
}
