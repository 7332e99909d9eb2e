//! Lab 08, the solution: questions go through the same channel as additions.

use labs::lab_08::{Service, Total};
use racelab::sync::{mpsc, thread};

enum Message {
    Add(u64),
    /// Asks for the total. The answer goes here.
    Get(mpsc::Sender<u64>),
    //  ^^^^^^^^^^^^^^^^^ the request carries its own reply channel
}

#[derive(Clone)]
pub struct Exercise {
    messages: mpsc::Sender<Message>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (messages, inbox) = mpsc::channel();
        let inbox = inbox.named("messages");
        // The total moves into this thread. No lock: no other thread can reach
        // it.
        thread::spawn(move || {
            // Ends when the last sender is dropped.
            for message in inbox {
                match message {
                    Message::Add(number) => total.set(total.get() + number),
                    // The client may have ended since: then the send fails,
                    // which is no error.
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
        // The channel keeps the order: the owner receives every earlier
        // addition before this question, so the answer contains it.
        let sent = self.messages.send(Message::Get(sender));
        sent.expect("the service runs as long as there is a sender");
        answer.recv().expect("every question is answered")
    }
}
