//! The reply is put into a `OnceLock`, for which the client waits.

use labs::lab_08::{Service, Total};
use racelab::sync::{Arc, OnceLock, mpsc, thread};

enum Message {
    Add(u64),
    Get(Arc<OnceLock<u64>>),
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
                    Message::Get(reply) => reply.set(total.get()).expect("there is one reply"),
                }
            }
        });
        Self { owner }
    }

    fn add(&self, number: u64) {
        self.owner
            .send(Message::Add(number))
            .ok()
            .expect("the owner runs");
    }

    fn get(&self) -> u64 {
        let reply = Arc::new(OnceLock::new());
        let sent = self.owner.send(Message::Get(Arc::clone(&reply)));
        sent.ok().expect("the owner runs");
        *reply.wait()
    }
}
