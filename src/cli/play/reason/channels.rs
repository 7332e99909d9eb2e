//! The reason why a thread sends, receives, or drops its end of a channel now.

use std::collections::VecDeque;

use super::Way;
use crate::explore::{Event, Operation, Received, Sent, letter};
use crate::view::counted;

impl Way<'_> {
    pub(super) fn of_channel(&self) -> Option<String> {
        let name = self.name();
        Some(match self.event.operation {
            Operation::Send(true) | Operation::TrySend(Sent::Message) => self.of_send(),
            Operation::Send(false) | Operation::TrySend(Sent::Disconnected) => {
                format!("The receiver of {name} has gone, so this send returns an error.")
            }
            Operation::TrySend(Sent::Full) => {
                format!("{name} is full, so this message is not sent.")
            }
            Operation::Receive(what) | Operation::TryReceive(what) => self.of_receive(what),
            Operation::Close => self.of_close(),
            Operation::DropSender => match self.senders_left() {
                0 => format!(
                    "It is the last sender of {name}. From now on a receive waits for no message."
                ),
                left => format!(
                    "{} of {name} {} left then.",
                    counted(left as u64, "sender"),
                    if left == 1 { "is" } else { "are" }
                ),
            },
            _ => return None,
        })
    }

    /// The reason for a send that succeeds.
    fn of_send(&self) -> String {
        if let Some(receiver) = self.receiver_of(self.at) {
            return format!("{} receives this message later.", letter(receiver));
        }
        let mut later = self.later();
        let closed =
            later.find(|(_, e)| e.object == self.event.object && e.operation == Operation::Close);
        match closed {
            Some((_, gone)) => format!(
                "The send succeeds, and {} drops the receiver before it receives this message.",
                letter(gone.thread)
            ),
            None => format!("No receive takes this message from {}.", self.name()),
        }
    }

    fn of_receive(&self, what: Received) -> String {
        let (me, name) = (self.me(), self.name());
        match what {
            Received::From(by) => {
                let by = letter(by);
                let next = self.own().find(|(_, e)| e.object == self.event.object);
                match next.is_some_and(|(_, e)| e.operation == Operation::Close) {
                    true => format!(
                        "{me} receives the message of {by}, and its next step drops the receiver."
                    ),
                    false => format!("{me} receives the message of {by}."),
                }
            }
            Received::Empty => format!("{me} finds {name} empty and goes on."),
            Received::Disconnected => {
                format!("{name} is empty and every sender has gone, so {me} goes on.")
            }
        }
    }

    /// The reason for dropping the receiver.
    fn of_close(&self) -> String {
        let name = self.name();
        let left = self.left_in_channel();
        let (are, them) = match left {
            0 => return format!("{name} is empty here. A send fails from now on."),
            1 => ("is", "it"),
            _ => ("are", "them"),
        };
        let messages = counted(left as u64, "message");
        format!(
            "{messages} {are} still in {name}, and the receiver takes {them} along. Each send of \
             {them} has succeeded."
        )
    }

    /// The thread that receives the message of this send.
    fn receiver_of(&self, send: usize) -> Option<usize> {
        let mut queue = VecDeque::new();
        for (at, event) in self.end.events.iter().enumerate() {
            if event.object != self.event.object {
                continue;
            }
            if sends(event) {
                queue.push_back(at);
            } else if receives(event) && queue.pop_front() == Some(send) {
                return Some(event.thread);
            }
        }
        None
    }

    /// The number of messages in the channel before this event.
    fn left_in_channel(&self) -> usize {
        let before = self.end.events[..self.at].iter();
        let of_channel = before.filter(|e| e.object == self.event.object);
        of_channel.fold(0_usize, |left, event| {
            (left + usize::from(sends(event))).saturating_sub(usize::from(receives(event)))
        })
    }

    /// The number of senders of the channel after this event.
    fn senders_left(&self) -> usize {
        let until = self.end.events[..=self.at].iter();
        let of_channel = until.filter(|e| e.object == self.event.object);
        of_channel.fold(1_usize, |left, event| match event.operation {
            Operation::CloneSender => left + 1,
            Operation::DropSender => left.saturating_sub(1),
            _ => left,
        })
    }
}

fn sends(event: &Event) -> bool {
    matches!(
        event.operation,
        Operation::Send(true) | Operation::TrySend(Sent::Message)
    )
}

fn receives(event: &Event) -> bool {
    matches!(
        event.operation,
        Operation::Receive(Received::From(_)) | Operation::TryReceive(Received::From(_))
    )
}
