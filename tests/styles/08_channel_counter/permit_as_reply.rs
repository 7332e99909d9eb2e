//! The reply is an atomic, and a semaphore says that it is there.

use labs::lab_08::{Service, Total};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, Semaphore, mpsc, thread};

struct Reply {
    number: AtomicU64,
    is_there: Semaphore,
}

enum Message {
    Add(u64),
    Get(Arc<Reply>),
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
                    Message::Get(reply) => {
                        // The release of the permit orders it.
                        reply.number.store(total.get(), Relaxed);
                        reply.is_there.release(1);
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
        let reply = Arc::new(Reply {
            number: AtomicU64::new(0),
            is_there: Semaphore::new(0),
        });
        assert!(self.owner.send(Message::Get(reply.clone())).is_ok());
        reply.is_there.acquire().forget();
        reply.number.load(Relaxed)
    }
}
