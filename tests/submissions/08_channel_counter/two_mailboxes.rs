//! verdict: wrong outcome
//!
//! Two mailboxes for the answers, by the number of the client modulo 2: the third client
//! reads the first one's answers.

use labs::lab_08::{Service, Total};
use racelab::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use racelab::sync::{Arc, Mutex, mpsc, thread};

enum Message {
    Add(u64),
    Get(usize),
}

type Boxes = Arc<[Mutex<mpsc::Receiver<u64>>; 2]>;

pub struct Exercise {
    messages: mpsc::Sender<Message>,
    boxes: Boxes,
    clients: Arc<AtomicUsize>,
    own: usize,
}

impl Clone for Exercise {
    fn clone(&self) -> Self {
        Self {
            messages: self.messages.clone(),
            boxes: Arc::clone(&self.boxes),
            clients: Arc::clone(&self.clients),
            own: self.clients.fetch_add(1, SeqCst),
        }
    }
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (messages, inbox) = mpsc::channel();
        let (one, first) = mpsc::channel();
        let (two, second) = mpsc::channel();
        let out = [one, two];
        thread::spawn(move || {
            for message in inbox {
                match message {
                    Message::Add(number) => total.set(total.get() + number),
                    Message::Get(client) => drop(out[client % 2].send(total.get())),
                }
            }
        });
        Self {
            messages,
            boxes: Arc::new([Mutex::new(first), Mutex::new(second)]),
            clients: Arc::new(AtomicUsize::new(1)),
            own: 0,
        }
    }

    fn add(&self, number: u64) {
        self.messages.send(Message::Add(number)).expect("runs");
    }

    fn get(&self) -> u64 {
        self.messages.send(Message::Get(self.own)).expect("runs");
        let answers = self.boxes[self.own % 2].lock();
        answers.recv().expect("answered")
    }
}
