//! A counter that is not shared: messages to the one thread that owns it.

use super::Counter;
use crate::sync::{mpsc, thread};

/// A counter in a variable of one thread, which the others send messages to.
///
/// **Invariant.** The owner's count is the number of increment messages that it has
/// received, and the channel hands out every message once, in the order in which they were
/// sent.
///
/// **Ordering.** No memory but the channel is shared. A send happens before its receive, so
/// an increment happens before the owner adds it up. `get` sends a question and waits for
/// the answer: every increment that happens before the call stands in front of the question
/// in the channel, and so is in the answer.
///
/// **Cost.** By far the dearest: a place in the channel and often waking the owner for each
/// increment, and a thread that lives as long as the counter. What it buys is that the
/// owner's code is sequential, however much there is of it. Sending messages pays off when
/// the work per message is large.
#[derive(Debug)]
pub struct Channel {
    /// `None` only while it is dropped.
    sender: Option<mpsc::Sender<Message>>,
    owner: Option<thread::JoinHandle<()>>,
}

#[derive(Debug)]
enum Message {
    Increment,
    /// How many? The answer goes here.
    Get(mpsc::Sender<u64>),
}

impl Channel {
    #[track_caller]
    fn send(&self, message: Message) {
        let sender = self.sender.as_ref().expect("the counter is in use");
        if sender.send(message).is_err() {
            unreachable!("the owner receives as long as there is a sender");
        }
    }
}

impl Counter for Channel {
    #[track_caller]
    fn new() -> Self {
        let (sender, inbox) = mpsc::channel();
        let inbox = inbox.named("messages");
        Self {
            sender: Some(sender),
            owner: Some(thread::spawn(move || own(&inbox))),
        }
    }

    #[inline]
    fn increment(&self) {
        self.send(Message::Increment);
    }

    fn get(&self) -> u64 {
        let (sender, answer) = mpsc::channel();
        let answer = answer.named("answer");
        self.send(Message::Get(sender));
        answer.recv().expect("the owner answers every question")
    }
}

/// The owner: nobody else ever sees `count`.
fn own(inbox: &mpsc::Receiver<Message>) {
    let mut count = 0;
    for message in inbox {
        match message {
            Message::Increment => count += 1,
            // Whoever asked may have gone since: then nobody wants the answer.
            Message::Get(answer) => drop(answer.send(count)),
        }
    }
}

impl Drop for Channel {
    /// Ends the owner, after all that has been sent before.
    fn drop(&mut self) {
        // A thread that unwinds must not wait for another one.
        if std::thread::panicking() {
            return;
        }
        // Without a sender the owner's loop ends.
        self.sender = None;
        if let Some(owner) = self.owner.take() {
            owner.join().expect("the owner only counts");
        }
    }
}
