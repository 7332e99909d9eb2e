//! A thread that owns the permits, and answers each request when it can.

use std::collections::VecDeque;

use labs::lab_16::Semaphore;
use racelab::sync::mpsc::{Receiver, Sender, channel};
use racelab::sync::thread::{self, JoinHandle};

enum Request {
    Acquire(Sender<()>),
    TryAcquire(Sender<bool>),
    Release,
}

pub struct Exercise {
    desk: Option<Sender<Request>>,
    owner: Option<JoinHandle<()>>,
}

fn own(mut permits: u64, requests: &Receiver<Request>) {
    let mut waiting = VecDeque::new();
    while let Ok(request) = requests.recv() {
        match request {
            Request::Acquire(reply) => waiting.push_back(reply),
            Request::TryAcquire(reply) => {
                let is_there = permits > 0;
                permits -= u64::from(is_there);
                _ = reply.send(is_there);
            }
            Request::Release => permits += 1,
        }
        while permits > 0
            && let Some(reply) = waiting.pop_front()
        {
            permits -= 1;
            _ = reply.send(());
        }
    }
}

impl Exercise {
    fn ask(&self, request: Request) {
        let desk = self.desk.as_ref().expect("it is open until the drop");
        desk.send(request).expect("the owner lives until the drop");
    }
}

impl Semaphore for Exercise {
    fn new(permits: u64) -> Self {
        let (desk, requests) = channel();
        Self {
            desk: Some(desk),
            owner: Some(thread::spawn(move || own(permits, &requests))),
        }
    }

    fn acquire(&self) {
        let (reply, answer) = channel();
        self.ask(Request::Acquire(reply));
        answer.recv().expect("each request is answered");
    }

    fn release(&self) {
        self.ask(Request::Release);
    }

    fn try_acquire(&self) -> bool {
        let (reply, answer) = channel();
        self.ask(Request::TryAcquire(reply));
        answer.recv().expect("each request is answered")
    }
}

impl Drop for Exercise {
    fn drop(&mut self) {
        drop(self.desk.take());
        if let Some(owner) = self.owner.take() {
            _ = owner.join();
        }
    }
}
