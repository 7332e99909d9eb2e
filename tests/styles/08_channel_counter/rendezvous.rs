//! A rendezvous channel: each message is handed over, the reply as well.

use labs::lab_08::{Service, Total};
use racelab::sync::mpsc::{SyncSender, sync_channel};
use racelab::sync::thread;

enum Message {
    Add(u64),
    Get(SyncSender<u64>),
}

#[derive(Clone)]
pub struct Exercise {
    owner: SyncSender<Message>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (owner, inbox) = sync_channel(0);
        thread::spawn(move || {
            while let Ok(message) = inbox.recv() {
                match message {
                    Message::Add(number) => total.set(total.get() + number),
                    Message::Get(reply) => reply.send(total.get()).expect("the client waits"),
                }
            }
        });
        Self { owner }
    }

    fn add(&self, number: u64) {
        assert!(self.owner.send(Message::Add(number)).is_ok());
    }

    fn get(&self) -> u64 {
        let (reply, answer) = sync_channel(0);
        assert!(self.owner.send(Message::Get(reply)).is_ok());
        answer.recv().expect("the owner replies")
    }
}
