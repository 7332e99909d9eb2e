//! A handshake in two phases: client and owner meet at a barrier when the reply is there.

use labs::lab_08::{Service, Total};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Barrier, mpsc, thread};

struct Handshake {
    reply: PlainCell<u64>,
    is_there: Barrier,
    is_read: Barrier,
}

enum Message {
    Add(u64),
    Get(Arc<Handshake>),
}

#[derive(Clone)]
pub struct Exercise {
    owner: mpsc::Sender<Message>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (owner, inbox) = mpsc::channel();
        thread::spawn(move || {
            for message in inbox {
                match message {
                    Message::Add(number) => total.set(total.get() + number),
                    Message::Get(handshake) => {
                        handshake.reply.set(total.get());
                        handshake.is_there.wait();
                        handshake.is_read.wait();
                        handshake.reply.set(0);
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
        let handshake = Arc::new(Handshake {
            reply: PlainCell::new(0),
            is_there: Barrier::new(2),
            is_read: Barrier::new(2),
        });
        assert!(
            self.owner
                .send(Message::Get(Arc::clone(&handshake)))
                .is_ok()
        );
        handshake.is_there.wait();
        let reply = handshake.reply.get();
        handshake.is_read.wait();
        reply
    }
}
