//! A counter that threads do not share: they send messages to the one thread that owns it.

use super::Counter;
use crate::sync::{mpsc, thread};

/// A counter in a variable of one thread, to which the other threads send messages.
///
/// **Invariant.** The owner's count is the number of increment messages that it has
/// received, and the channel hands out every message once, in the order in which they were
/// sent.
///
/// **Ordering.** The threads share no memory but the channel. A send happens before its receive, so
/// an increment happens before the owner adds it. `get` sends a question and waits for
/// the answer: every increment that happens before the call comes before the question
/// in the channel, so the answer includes it.
///
/// **Cost.** By far the highest: each increment takes a place in the channel and often wakes the
/// owner, and the counter needs a thread as long as it exists. In return the
/// owner's code is sequential, however much of it there is. Messages pay off when
/// the work for each message is large.
#[derive(Debug)]
pub struct Channel {
    /// `None` only during the drop.
    sender: Option<mpsc::Sender<Message>>,
    owner: Option<thread::JoinHandle<()>>,
}

#[derive(Debug)]
enum Message {
    Increment,
    /// Asks for the count; the answer goes to this sender.
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

/// The owner: no other thread ever accesses `count`.
fn own(inbox: &mpsc::Receiver<Message>) {
    let mut count = 0;
    for message in inbox {
        match message {
            Message::Increment => count += 1,
            // If the asking thread has dropped its receiver, the answer is lost without harm.
            Message::Get(answer) => drop(answer.send(count)),
        }
    }
}

impl Drop for Channel {
    /// Ends the owner after it has received all messages sent before.
    fn drop(&mut self) {
        // A thread that unwinds must not wait for another thread.
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
