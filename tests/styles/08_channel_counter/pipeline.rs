//! A pipeline of two threads: one that sorts the mail, one that keeps the total.

use labs::lab_08::{Service, Total};
use racelab::sync::mpsc::{Sender, channel};
use racelab::sync::thread;

enum Mail {
    Add(u64),
    Get(Sender<u64>),
}

enum Change {
    By(u64),
    Tell(Sender<u64>),
}

#[derive(Clone)]
pub struct Exercise {
    first: Sender<Mail>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (first, mail) = channel();
        let (second, changes) = channel();
        thread::spawn(move || {
            let sorted = mail.into_iter().map(|mail| match mail {
                Mail::Add(number) => Change::By(number),
                Mail::Get(reply) => Change::Tell(reply),
            });
            // Adding 0 changes nothing.
            let sorted = sorted.filter(|change| !matches!(change, Change::By(0)));
            sorted.for_each(|change| assert!(second.send(change).is_ok()));
        });
        thread::spawn(move || {
            for change in changes {
                match change {
                    Change::By(number) => total.set(total.get() + number),
                    Change::Tell(reply) => reply.send(total.get()).expect("the client waits"),
                }
            }
        });
        Self { first }
    }

    fn add(&self, number: u64) {
        assert!(self.first.send(Mail::Add(number)).is_ok());
    }

    fn get(&self) -> u64 {
        let (reply, answer) = channel();
        assert!(self.first.send(Mail::Get(reply)).is_ok());
        answer.recv().expect("the second thread replies")
    }
}
