//! A worker counts messages; `get` ends and joins it, and keeps what it returns.

use labs::lab_05::Counter;
use racelab::sync::mpsc::{Sender, channel};
use racelab::sync::thread::{self, JoinHandle};
use racelab::sync::{Mutex, RwLock};

enum Worker {
    Works(JoinHandle<usize>),
    HasCounted(usize),
}

pub struct Exercise {
    sender: RwLock<Option<Sender<()>>>,
    worker: Mutex<Worker>,
}

impl Counter for Exercise {
    fn new() -> Self {
        let (sender, receiver) = channel();
        let worker = thread::spawn(move || receiver.into_iter().map(|()| ()).count());
        Self {
            sender: RwLock::new(Some(sender)),
            worker: Mutex::new(Worker::Works(worker)),
        }
    }

    fn increment(&self) {
        let sender = self.sender.read();
        sender
            .as_ref()
            .expect("get has not been called")
            .send(())
            .expect("the worker works");
    }

    fn get(&self) -> u64 {
        drop(self.sender.write().take());
        let mut worker = self.worker.lock();
        let count = match std::mem::replace(&mut *worker, Worker::HasCounted(0)) {
            Worker::Works(handle) => handle.join().expect("it only counts"),
            Worker::HasCounted(count) => count,
        };
        *worker = Worker::HasCounted(count);
        count as u64
    }
}
