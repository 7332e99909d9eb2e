//! The state that an execution so far leaves for its next steps: the messages in its channels, and
//! the values that each thread has read.

use std::collections::VecDeque;

use serde::Serialize;

use super::{Event, Execution, Operation, Received, Sent, Value};
use crate::explore::schedule::letter;

/// A channel: its messages, and its senders and receiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Channel {
    /// The name from `.named("x")`, or its type and place.
    pub object: String,
    /// The letters of the threads that have sent the messages, first to last.
    pub messages: VecDeque<char>,
    /// For each message its value; `None` if it is no integer and no bool.
    pub values: VecDeque<Option<Value>>,
    /// The number of senders left.
    pub senders: usize,
    /// Whether the receiver still exists.
    pub receiver: bool,
}

impl Execution {
    /// The channels that an event has used, in the order of their creation.
    pub fn channels(&self) -> Vec<Channel> {
        let mut channels: Vec<Option<Channel>> = vec![None; self.objects.len()];
        for event in &self.events {
            let Some(object) = event.object.filter(|_| is_of_channel(event.operation)) else {
                continue;
            };
            let channel = channels[object].get_or_insert_with(|| Channel {
                object: self.objects[object].name.clone(),
                messages: VecDeque::new(),
                values: VecDeque::new(),
                senders: 1,
                receiver: true,
            });
            channel.follow(event);
        }
        channels.into_iter().flatten().collect()
    }

    /// The reads that the thread has probably not used yet: the last read of each object in
    /// memory, until the thread writes that object. Older reads come first.
    pub fn in_hand(&self, thread: usize) -> Vec<&Event> {
        let mut hand: Vec<&Event> = Vec::new();
        let own = self.events.iter().filter(|e| e.thread == thread && e.step);
        for event in own.filter(|e| e.read.is_some() || e.written.is_some()) {
            hand.retain(|held| held.object != event.object);
            if event.written.is_none() {
                hand.push(event);
            }
        }
        hand
    }
}

impl Channel {
    fn follow(&mut self, event: &Event) {
        match event.operation {
            Operation::Send(true) | Operation::TrySend(Sent::Message) => {
                self.messages.push_back(letter(event.thread));
                self.values.push_back(event.message);
            }
            Operation::Receive(Received::From(_)) | Operation::TryReceive(Received::From(_)) => {
                self.messages.pop_front();
                self.values.pop_front();
            }
            Operation::CloneSender => self.senders += 1,
            Operation::DropSender => self.senders = self.senders.saturating_sub(1),
            Operation::Close => self.receiver = false,
            _ => {}
        }
    }
}

fn is_of_channel(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::Send(_)
            | Operation::TrySend(_)
            | Operation::Admit(_)
            | Operation::Receive(_)
            | Operation::TryReceive(_)
            | Operation::Close
            | Operation::CloneSender
            | Operation::DropSender
    )
}
