//! The owner buffers additions, and adds them up when it is asked.

use std::collections::VecDeque;

use labs::lab_08::{Service, Total};
use racelab::sync::{mpsc, thread};

enum Message {
    Add(u64),
    Get(mpsc::Sender<u64>),
}

struct Owner {
    total: Total,
    buffer: VecDeque<u64>,
}

impl Owner {
    fn flush(&mut self) -> u64 {
        let sum = self.buffer.drain(..).sum::<u64>() + self.total.get();
        self.total.set(sum);
        sum
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.flush();
    }
}

#[derive(Clone)]
pub struct Exercise {
    messages: mpsc::Sender<Message>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (messages, inbox) = mpsc::channel();
        let mut owner = Owner {
            total,
            buffer: VecDeque::new(),
        };
        thread::spawn(move || {
            for message in inbox {
                match message {
                    Message::Add(number) => owner.buffer.push_back(number),
                    Message::Get(reply) => reply.send(owner.flush()).expect("the client waits"),
                }
            }
        });
        Self { messages }
    }

    fn add(&self, number: u64) {
        self.messages
            .send(Message::Add(number))
            .expect("the owner runs");
    }

    fn get(&self) -> u64 {
        let (reply, answer) = mpsc::channel();
        self.messages
            .send(Message::Get(reply))
            .expect("the owner runs");
        answer.recv().expect("the owner replies")
    }
}
