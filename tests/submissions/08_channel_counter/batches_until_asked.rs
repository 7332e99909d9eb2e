//! verdict: wrong outcome
//!
//! Keeps a client's additions until it asks: the additions of a client that never asks again are
//! lost. And a clone copies the kept additions, which then count twice.

use labs::lab_08::{Service, Total};
use racelab::sync::{mpsc, thread};
use std::cell::Cell;

enum Message {
    Add(u64),
    Get(mpsc::Sender<u64>),
}

#[derive(Clone)]
pub struct Exercise {
    messages: mpsc::Sender<Message>,
    kept: Cell<u64>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (messages, inbox) = mpsc::channel();
        thread::spawn(move || {
            for message in inbox {
                match message {
                    Message::Add(number) => total.set(total.get() + number),
                    Message::Get(answer) => drop(answer.send(total.get())),
                }
            }
        });
        Self {
            messages,
            kept: Cell::new(0),
        }
    }

    fn add(&self, number: u64) {
        self.kept.set(self.kept.get() + number);
    }

    fn get(&self) -> u64 {
        self.messages
            .send(Message::Add(self.kept.take()))
            .expect("runs");
        let (sender, answer) = mpsc::channel();
        self.messages.send(Message::Get(sender)).expect("runs");
        answer.recv().expect("answered")
    }
}
