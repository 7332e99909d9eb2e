//! A generic actor: any state, any message, and a function that handles one.

use labs::lab_08::{Service, Total};

mod actor {
    use racelab::sync::mpsc::{Sender, channel};
    use racelab::sync::thread;

    pub struct Address<M>(Sender<M>);

    impl<M> Clone for Address<M> {
        fn clone(&self) -> Self {
            Self(self.0.clone())
        }
    }

    pub struct Reply<R>(Sender<R>);

    impl<R> Reply<R> {
        pub fn with(self, result: R) {
            // The asker may have gone: then no thread wants the result.
            let _ = self.0.send(result);
        }
    }

    pub fn start<S, M>(mut state: S, handle: fn(&mut S, M)) -> Address<M>
    where
        S: Send + 'static,
        M: Send + 'static,
    {
        let (sender, mailbox) = channel();
        thread::spawn(move || {
            mailbox
                .iter()
                .for_each(|message| handle(&mut state, message))
        });
        Address(sender)
    }

    impl<M> Address<M> {
        pub fn tell(&self, message: M) {
            assert!(self.0.send(message).is_ok(), "the actor runs");
        }

        pub fn ask<R>(&self, question: impl FnOnce(Reply<R>) -> M) -> R {
            let (sender, answer) = channel();
            self.tell(question(Reply(sender)));
            answer.recv().expect("the actor answers")
        }
    }
}

enum Message {
    Add(u64),
    Get(actor::Reply<u64>),
}

#[derive(Clone)]
pub struct Exercise(actor::Address<Message>);

impl Service for Exercise {
    fn start(total: Total) -> Self {
        Self(actor::start(total, |total, message| match message {
            Message::Add(number) => total.set(total.get() + number),
            Message::Get(reply) => reply.with(total.get()),
        }))
    }

    fn add(&self, number: u64) {
        self.0.tell(Message::Add(number));
    }

    fn get(&self) -> u64 {
        self.0.ask(Message::Get)
    }
}
