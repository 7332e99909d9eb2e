//! verdict: panic
//!
//! The answers of all services lie in one static. A lock for each service keeps its own questions
//! apart, and not those of another service.

use labs::lab_08::{Service, Total};
use racelab::sync::atomic::{AtomicU64, Ordering::*};
use racelab::sync::{Arc, Mutex, Semaphore, mpsc, thread};


static ANSWER: AtomicU64 = AtomicU64::const_new(0);
enum Message {
    Add(u64),
    Get(Arc<Semaphore>),
}
#[derive(Clone)]

pub struct Exercise {
    messages: mpsc::Sender<Message>,
    door: Arc<Mutex<()>>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (messages, inbox) = mpsc::channel();
        thread::spawn(move || {
            for message in inbox {
                match message {
                    Message::Add(n) => total.set(total.get() + n),
                    Message::Get(done) => {
                        ANSWER.store(total.get(), SeqCst);
                        done.release(1);
                    }
                }
            }
        });
        Self {
            messages,
            door: Arc::new(Mutex::new(())),
        }
    }

    fn add(&self, n: u64) {
        self.messages.send(Message::Add(n)).expect("runs");
    }

    fn get(&self) -> u64 {
        let _door = self.door.lock();
        let done = Arc::new(Semaphore::new(0));
        self.messages
            .send(Message::Get(Arc::clone(&done)))
            .expect("runs");
        done.acquire().forget();
        ANSWER.load(SeqCst)
    }
}
