//! A supervisor thread with a scope, in which a worker borrows the total.

use labs::lab_08::{Service, Total};
use racelab::sync::{mpsc, thread};

enum Message {
    Add(u64),
    Get(mpsc::Sender<u64>),
}

fn serve(total: &Total, inbox: mpsc::Receiver<Message>) -> usize {
    let served = inbox.into_iter().map(|message| match message {
        Message::Add(number) => total.set(total.get() + number),
        Message::Get(reply) => reply.send(total.get()).expect("the client waits"),
    });
    served.count()
}

#[derive(Clone)]
pub struct Exercise {
    worker: mpsc::Sender<Message>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (worker, inbox) = mpsc::channel();
        thread::Builder::new()
            .name("supervisor".to_owned())
            .spawn(move || {
                let served = thread::scope(|scope| scope.spawn(|| serve(&total, inbox)).join());
                assert!(served.is_ok_and(|served| served > 0));
            })
            .expect("a thread can be started");
        Self { worker }
    }

    fn add(&self, number: u64) {
        assert!(self.worker.send(Message::Add(number)).is_ok());
    }

    fn get(&self) -> u64 {
        let (reply, answer) = mpsc::channel();
        assert!(self.worker.send(Message::Get(reply)).is_ok());
        answer.recv().expect("the worker replies")
    }
}
