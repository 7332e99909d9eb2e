//! A message is a trait object that knows what it does to the total.

use labs::lab_08::{Service, Total};
use racelab::sync::mpsc::{Sender, channel};
use racelab::sync::thread;

trait Message: Send {
    fn handle(self: Box<Self>, total: &Total);
}

struct Add(u64);

struct Get {
    reply: Sender<u64>,
}

impl Message for Add {
    fn handle(self: Box<Self>, total: &Total) {
        let Self(number) = *self;
        total.set(total.get() + number);
    }
}

impl Message for Get {
    fn handle(self: Box<Self>, total: &Total) {
        self.reply.send(total.get()).expect("the client waits");
    }
}

#[derive(Clone)]
pub struct Exercise {
    owner: Sender<Box<dyn Message>>,
}

impl Exercise {
    fn send(&self, message: impl Message + 'static) {
        self.owner.send(Box::new(message)).expect("the owner runs");
    }
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (owner, inbox) = channel::<Box<dyn Message>>();
        thread::spawn(move || {
            for message in inbox {
                message.handle(&total);
            }
        });
        Self { owner }
    }

    fn add(&self, number: u64) {
        self.send(Add(number));
    }

    fn get(&self) -> u64 {
        let (reply, answer) = channel();
        self.send(Get { reply });
        answer.recv().expect("the owner replies")
    }
}
