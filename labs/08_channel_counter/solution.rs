//! Lab 08, the solution: the question goes the same way as what it asks about.

use labs::lab_08::{Service, Total};
use racelab::sync::{mpsc, thread};

enum Message {
    Add(u64),
    /// How much? The answer goes here.
    Get(mpsc::Sender<u64>),
    //  ^^^^^^^^^^^^^^^^^ a question is a message that brings its answer's way along
}

#[derive(Clone)]
pub struct Exercise {
    messages: mpsc::Sender<Message>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (messages, inbox) = mpsc::channel();
        let inbox = inbox.named("messages");
        // The total moves into this thread. No lock: nobody else has it.
        thread::spawn(move || {
            // Ends when the last sender has gone.
            for message in inbox {
                match message {
                    Message::Add(number) => total.set(total.get() + number),
                    // Whoever asked may have gone since: then nobody wants the answer.
                    Message::Get(answer) => drop(answer.send(total.get())),
                }
            }
        });
        Self { messages }
    }

    fn add(&self, number: u64) {
        let sent = self.messages.send(Message::Add(number));
        sent.expect("the service runs as long as there is a sender");
    }

    fn get(&self) -> u64 {
        let (sender, answer) = mpsc::channel();
        let answer = answer.named("answer");
        // A channel keeps the order: whatever was sent before this question is received
        // before it, and so is in the answer.
        let sent = self.messages.send(Message::Get(sender));
        sent.expect("the service runs as long as there is a sender");
        answer.recv().expect("every question is answered")
    }
}
