//! verdict: proved
//!
//! Sends the kept additions when it is asked, cloned or dropped: before any other thread can
//! be ordered after it.

use labs::lab_08::{Service, Total};
use racelab::sync::{mpsc, thread};
use std::cell::Cell;

enum Message {
    Add(u64),
    Get(mpsc::Sender<u64>),
}

pub struct Exercise {
    messages: mpsc::Sender<Message>,
    kept: Cell<u64>,
}

impl Exercise {
    fn send_kept(&self) {
        let _ = self.messages.send(Message::Add(self.kept.take()));
    }
}

impl Clone for Exercise {
    fn clone(&self) -> Self {
        self.send_kept();
        Self {
            messages: self.messages.clone(),
            kept: Cell::new(0),
        }
    }
}

impl Drop for Exercise {
    fn drop(&mut self) {
        self.send_kept();
    }
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
        self.send_kept();
        let (sender, answer) = mpsc::channel();
        self.messages.send(Message::Get(sender)).expect("runs");
        answer.recv().expect("answered")
    }
}
