//! The owner is a state machine that a match over state and message steps.

use labs::lab_08::{Service, Total};
use racelab::sync::mpsc::{RecvError, Sender, channel};
use racelab::sync::thread;

enum Message {
    Add(u64),
    Get(Sender<u64>),
}

enum State {
    Untouched(Total),
    Counting(Total, u64),
    Ended,
}

impl State {
    fn step(self, event: Result<Message, RecvError>) -> Self {
        match (self, event) {
            (Self::Ended, _) | (_, Err(RecvError)) => Self::Ended,
            (Self::Untouched(total), Ok(Message::Get(reply))) => {
                reply.send(0).expect("the client waits");
                Self::Untouched(total)
            }
            (Self::Untouched(total), Ok(Message::Add(number))) => {
                total.set(number);
                Self::Counting(total, number)
            }
            (Self::Counting(total, sum), Ok(Message::Add(number))) => {
                total.set(sum + number);
                Self::Counting(total, sum + number)
            }
            (Self::Counting(total, sum), Ok(Message::Get(reply))) => {
                reply.send(sum).expect("the client waits");
                Self::Counting(total, sum)
            }
        }
    }
}

#[derive(Clone)]
pub struct Exercise {
    owner: Sender<Message>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (owner, inbox) = channel();
        thread::spawn(move || {
            let mut state = State::Untouched(total);
            while !matches!(state, State::Ended) {
                state = state.step(inbox.recv());
            }
        });
        Self { owner }
    }

    fn add(&self, number: u64) {
        assert!(self.owner.send(Message::Add(number)).is_ok());
    }

    fn get(&self) -> u64 {
        let (reply, answer) = channel();
        assert!(self.owner.send(Message::Get(reply)).is_ok());
        answer.recv().expect("the owner replies")
    }
}
