//! The client parks until the owner has written the reply and unparks it.

use labs::lab_08::{Service, Total};
use racelab::sync::thread::{self, Thread};
use racelab::sync::{Arc, Mutex, mpsc};

struct Question {
    client: Thread,
    answer: Mutex<Option<u64>>,
}

enum Message {
    Add(u64),
    Get(Arc<Question>),
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
                    Message::Get(question) => {
                        *question.answer.lock() = Some(total.get());
                        question.client.unpark();
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
        let question = Arc::new(Question {
            client: thread::current(),
            answer: Mutex::new(None),
        });
        assert!(self.owner.send(Message::Get(Arc::clone(&question))).is_ok());
        loop {
            // A park may return without a token.
            if let Some(answer) = question.answer.lock().take() {
                return answer;
            }
            thread::park();
        }
    }
}
