//! An inbox with room for one message, and replies with room for one.

use labs::lab_08::{Service, Total};
use racelab::sync::{mpsc, thread};

type Reply = mpsc::SyncSender<u64>;

#[derive(Clone)]
pub struct Exercise(mpsc::SyncSender<(u64, Option<Reply>)>);

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (sender, inbox) = mpsc::sync_channel::<(u64, Option<Reply>)>(1);
        thread::spawn(move || {
            for (number, reply) in &inbox {
                let sum = total.get() + number;
                total.set(sum);
                if let Some(reply) = reply {
                    reply.send(sum).unwrap();
                }
            }
        });
        Self(sender)
    }

    fn add(&self, number: u64) {
        self.0.send((number, None)).unwrap();
    }

    fn get(&self) -> u64 {
        let (reply, answer) = mpsc::sync_channel(1);
        self.0.send((0, Some(reply))).unwrap();
        answer.recv().unwrap()
    }
}
