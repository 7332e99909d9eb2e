//! A counter that is not shared: messages to the one thread that owns it.

use std::collections::VecDeque;

use super::Counter;
use crate::sync::{Arc, Condvar, Mutex, thread};

/// A counter in a variable of one thread, which the others send messages to.
///
/// **Invariant.** The owner's count is the number of increment messages that it has
/// received, and the queue hands out every message once, in the order in which they were
/// sent.
///
/// **Ordering.** No memory but the queue is shared. An increment is sent under the queue's
/// lock and received under it, so it happens before the owner adds it up. `get` sends a
/// question and waits for the answer: every increment that happens before the call stands in
/// front of the question in the queue, and so is in the answer.
///
/// **Cost.** By far the dearest: a lock, a place in the queue and often waking the owner for
/// each increment, and a thread that lives as long as the counter. What it buys is that the
/// owner's code is sequential, however much there is of it. Sending messages pays off when
/// the work per message is large.
#[derive(Debug)]
pub struct Channel {
    queue: Arc<Queue<Message>>,
    owner: Option<thread::JoinHandle<()>>,
}

#[derive(Debug)]
enum Message {
    Increment,
    /// How many? The answer goes into the queue.
    Get(Arc<Queue<u64>>),
    Stop,
}

impl Counter for Channel {
    #[track_caller]
    fn new() -> Self {
        let queue = Arc::new(Queue::new("messages"));
        let inbox = Arc::clone(&queue);
        Self {
            queue,
            owner: Some(thread::spawn(move || own(&inbox))),
        }
    }

    fn increment(&self) {
        self.queue.send(Message::Increment);
    }

    fn get(&self) -> u64 {
        let answer = Arc::new(Queue::new("answer"));
        self.queue.send(Message::Get(Arc::clone(&answer)));
        answer.receive()
    }
}

/// The owner: nobody else ever sees `count`.
fn own(inbox: &Queue<Message>) {
    let mut count = 0;
    loop {
        match inbox.receive() {
            Message::Increment => count += 1,
            Message::Get(answer) => answer.send(count),
            Message::Stop => return,
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
        self.queue.send(Message::Stop);
        if let Some(owner) = self.owner.take() {
            owner.join().expect("the owner only counts");
        }
    }
}

/// An unbounded queue between threads: first in, first out.
#[derive(Debug)]
struct Queue<T> {
    items: Mutex<VecDeque<T>>,
    /// Notified when an item comes into an empty queue. One receiver waits at most.
    filled: Condvar,
}

impl<T> Queue<T> {
    fn new(name: &str) -> Self {
        Self {
            items: Mutex::new(VecDeque::new()).named(name),
            filled: Condvar::new().named(&format!("{name} filled")),
        }
    }

    fn send(&self, item: T) {
        let mut items = self.items.lock();
        items.push_back(item);
        self.filled.notify_one();
    }

    /// Waits for an item and takes it.
    fn receive(&self) -> T {
        let mut items = self.items.lock();
        loop {
            if let Some(item) = items.pop_front() {
                return item;
            }
            self.filled.wait(&mut items);
        }
    }
}
