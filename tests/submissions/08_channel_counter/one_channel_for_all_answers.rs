//! verdict: wrong outcome
//!
//! One channel for the answers of all clients. Two that ask at the same time may get each
//! other's, so that the later one gets an answer without its own number.

use labs::lab_08::{Service, Total};
use racelab::sync::{Arc, Mutex, mpsc, thread};

enum Message {
    Add(u64),
    Get,
}

#[derive(Clone)]
pub struct Exercise {
    messages: mpsc::Sender<Message>,
    answers: Arc<Mutex<mpsc::Receiver<u64>>>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (messages, inbox) = mpsc::channel();
        let (answer, answers) = mpsc::channel();
        thread::spawn(move || {
            for message in inbox {
                match message {
                    Message::Add(number) => total.set(total.get() + number),
                    Message::Get => drop(answer.send(total.get())),
                }
            }
        });
        Self {
            messages,
            answers: Arc::new(Mutex::new(answers)),
        }
    }

    fn add(&self, number: u64) {
        self.messages.send(Message::Add(number)).expect("runs");
    }

    fn get(&self) -> u64 {
        self.messages.send(Message::Get).expect("runs");
        self.answers.lock().recv().expect("answered")
    }
}
