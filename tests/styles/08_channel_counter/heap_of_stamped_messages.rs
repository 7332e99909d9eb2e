//! Messages have stamps; the owner sorts what has come in a binary heap before it replies.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use labs::lab_08::{Service, Total};
use racelab::sync::mpsc::{Sender, channel};
use racelab::sync::thread;

struct Addition {
    number: u64,
    stamp: usize,
}

impl PartialEq for Addition {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Addition {}

impl PartialOrd for Addition {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Addition {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number
            .cmp(&other.number)
            .then(self.stamp.cmp(&other.stamp).reverse())
    }
}

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
            let mut heap = BinaryHeap::new();
            for (stamp, message) in inbox.iter().enumerate() {
                match message {
                    Message::Add(number) => heap.push(Addition { number, stamp }),
                    Message::Get(reply) => {
                        while let Some(Addition { number, .. }) = heap.pop() {
                            total.set(total.get() + number);
                        }
                        reply.send(total.get()).expect("the client waits");
                    }
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
