//! An active object: a message is a closure in a box that the owner calls.

use labs::lab_08::{Service, Total};
use racelab::sync::mpsc::{Sender, channel};
use racelab::sync::thread;

type Message = Box<dyn FnOnce(&Total) + Send>;

#[derive(Clone)]
pub struct Exercise {
    messages: Sender<Message>,
}

impl Exercise {
    fn later(&self, action: impl FnOnce(&Total) + Send + 'static) {
        self.messages
            .send(Box::new(action))
            .expect("the owner runs");
    }

    fn now<R: Send + 'static>(&self, action: impl FnOnce(&Total) -> R + Send + 'static) -> R {
        let (sender, result) = channel();
        self.later(move |total| sender.send(action(total)).expect("the caller waits"));
        result.recv().expect("the owner answers")
    }
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (messages, inbox) = channel::<Message>();
        thread::spawn(move || inbox.into_iter().for_each(|message| message(&total)));
        Self { messages }
    }

    fn add(&self, number: u64) {
        self.later(move |total| total.set(total.get() + number));
    }

    fn get(&self) -> u64 {
        self.now(Total::get)
    }
}
