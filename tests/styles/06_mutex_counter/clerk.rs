//! An actor: a clerk owns the fields, and each request brings its reply channel.

use labs::lab_06::{Account, Fields};
use racelab::sync::mpsc::{Sender, channel};
use racelab::sync::thread;

enum Request {
    Transfer { amount: u64, done: Sender<()> },
    Read { reply: Sender<(u64, u64)> },
}

pub struct Exercise {
    clerk: Sender<Request>,
}

impl Account for Exercise {
    fn new(Fields { checking, savings }: Fields) -> Self {
        let (clerk, requests) = channel();
        thread::spawn(move || {
            for request in requests {
                match request {
                    Request::Transfer { amount, done } => {
                        checking.set(checking.get() - amount);
                        savings.set(savings.get() + amount);
                        done.send(()).expect("the caller waits");
                    }
                    Request::Read { reply } => {
                        let read = (checking.get(), savings.get());
                        reply.send(read).expect("the caller waits");
                    }
                }
            }
        });
        Self { clerk }
    }

    fn transfer(&self, amount: u64) {
        let (done, is_done) = channel();
        self.clerk.send(Request::Transfer { amount, done }).unwrap();
        is_done.recv().unwrap();
    }

    fn read(&self) -> (u64, u64) {
        let (reply, answer) = channel();
        self.clerk.send(Request::Read { reply }).unwrap();
        answer.recv().unwrap()
    }
}
